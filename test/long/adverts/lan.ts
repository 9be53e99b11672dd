import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { runtimeContext } from "../../../components/images/contexts";
import { podSysctls } from "../../../components/pod-sysctls";
import { renderAgentConfig } from "../../../components/render/agent-config";
import { renderKeepalived } from "../../../components/render/keepalived";
import { renderNftables } from "../../../components/render/nftables";
import { lines } from "../../../components/render/text";
import type { NodePlan } from "../../../components/config/plan";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/world/base";
import { buildImage } from "../../../lab/world/images";
import type { Status } from "../../../runtime/agent/snapshot";
import { samplePlan } from "../../unit/components/sample-plan";

const root = path.join(__dirname, "../../..");
export type Pod = "pi1" | "pi2";

/** Two pods with the real keepalived, packet filter and agent, a client and a hostile device, in a network of their own. */
export class AdvertLan {
  private readonly name = `ha-dns-test-adverts-${process.pid}`;
  private folder = "";
  private image = "";
  private prefix = "";
  private readonly plan = samplePlan({ failbackDelay: 1 });

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), "adverts-test-"));
    const quiet = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), quiet, process.execPath);
    const { folder: context, digest: key } = runtimeContext(root);
    this.image = await buildImage({ name: "runtime", context, key, base: bases.node.local }, quiet);
    for (const program of ["pod", "client"])
      buildSync({
        entryPoints: [path.join(__dirname, `${program}.ts`)],
        outfile: path.join(this.folder, `${program}.js`),
        bundle: true,
        platform: "node",
        target: "node24",
        logLevel: "silent",
      });
    await cp(path.join(__dirname, "forge.pl"), path.join(this.folder, "forge.pl"));
    // A subnet that is free; addresses may be chosen only in one that was asked for.
    await docker(["network", "create", "--internal", this.name]);
    const subnet = await docker([
      "network",
      "inspect",
      "--format",
      "{{(index .IPAM.Config 0).Subnet}}",
      this.name,
    ]);
    await docker(["network", "rm", this.name]);
    await docker(["network", "create", "--internal", "--subnet", subnet.trim(), this.name]);
    this.prefix = subnet.trim().split(".").slice(0, 3).join(".");
    const { node, peers } = this.plan;
    await this.make("pi1", this.plan);
    await this.make("pi2", { ...this.plan, node: peers[0]!, peers: [node] });
    await this.device("client");
    await this.device("hostile");
  }

  async stop(): Promise<void> {
    for (const machine of ["pi1", "pi2", "client", "hostile"])
      await run("docker", ["rm", "--force", "--volumes", this.container(machine)]);
    await run("docker", ["network", "rm", this.name]);
    await rm(this.folder, { recursive: true, force: true });
  }

  get vip(): string {
    return this.here(this.plan.cluster.vip);
  }

  address(pod: Pod): string {
    const node = [this.plan.node, ...this.plan.peers].find(({ name }) => name === pod);
    return this.here(node!.podAddress);
  }

  /** What the pod's agent knows; undefined before it has said anything. */
  async status(pod: Pod): Promise<Status | undefined> {
    const { code, stdout } = await run("docker", ["exec", this.container(pod), "cat", "/run/status.json"]);
    return code === 0 && stdout !== "" ? (JSON.parse(stdout) as Status) : undefined;
  }

  /** Waits until exactly this pod leads, and the other one, if it runs, stands by. */
  async leads(pod: Pod, withinMs = 20_000): Promise<void> {
    const other = pod === "pi1" ? "pi2" : "pi1";
    await until(`${pod} leads alone`, withinMs, async () => {
      const [one, two] = await Promise.all([this.status(pod), this.status(other)]);
      return one?.vrrp.state === "MASTER" && two?.vrrp.state !== "MASTER";
    });
  }

  /** Sends adverts for `seconds`, each way from a pod's address to another's. Resolves when it has ended. */
  forge(seconds: number, ...ways: readonly (readonly [from: Pod, to: Pod])[]): Promise<unknown> {
    const addresses = ways.flatMap((way) => way.map((pod) => this.address(pod)));
    const words = [String(this.plan.cluster.vrid), String(seconds), ...addresses];
    return this.inside("hostile", "perl", "/test/forge.pl", ...words);
  }

  /** The longest time without an answer at the VIP within `seconds`, in ms. */
  async longestGap(seconds: number, clients: "new" | "one"): Promise<number> {
    return Number(await this.inside("client", "node", "/test/client.js", this.vip, String(seconds), clients));
  }

  inside = (machine: string, ...command: string[]) => docker(["exec", this.container(machine), ...command]);

  power = (pod: Pod, on: boolean): Promise<unknown> =>
    on ? this.boot(pod) : docker(["kill", this.container(pod)]);

  /** Sends a signal to the pod's agent alone. */
  agent = (pod: Pod, signal: "STOP" | "CONT"): Promise<unknown> =>
    this.inside(pod, "sh", "-c", `kill -${signal} $(cat /run/agent.pid)`);

  private async make(pod: Pod, plan: NodePlan): Promise<void> {
    const etc = path.join(this.folder, pod);
    await mkdir(etc);
    const texts = {
      "agent.json": renderAgentConfig(plan, { pihole: "", unbound: "", runtime: "" }, "v3"),
      "keepalived.conf": renderKeepalived(plan),
      "nftables.conf": renderNftables(plan),
      vips: lines(plan.vips),
    };
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(etc, name), this.here(text));
    const sysctls = Object.entries(podSysctls).flatMap(([key, value]) => ["--sysctl", `${key}=${value}`]);
    const rights = ["NET_ADMIN", "NET_BROADCAST", "NET_RAW", "SYS_NICE"].flatMap((cap) => ["--cap-add", cap]);
    await docker([
      "create",
      "--init",
      "--name",
      this.container(pod),
      "--network",
      this.name,
      "--ip",
      this.address(pod),
      ...sysctls,
      ...rights,
      "--tmpfs",
      "/run",
      "--volume",
      `${etc}:/etc/ha-dns:ro`,
      "--volume",
      `${this.folder}:/test:ro`,
      "--entrypoint",
      "sh",
      this.image,
      "-c",
      "mkdir -p /run/ha-dns; node /test/pod.js dns & node /test/pod.js agent & echo $! >/run/agent.pid; exec /opt/ha-dns/entrypoint keepalived",
    ]);
    await this.boot(pod);
  }

  private boot = (pod: Pod): Promise<unknown> => docker(["start", this.container(pod)]);

  private async device(machine: string): Promise<void> {
    await docker([
      "run",
      "--detach",
      "--init",
      "--name",
      this.container(machine),
      "--network",
      this.name,
      "--cap-add",
      "NET_ADMIN",
      "--cap-add",
      "NET_RAW",
      "--volume",
      `${this.folder}:/test:ro`,
      "--entrypoint",
      "sleep",
      this.image,
      "infinity",
    ]);
  }

  private readonly container = (machine: string): string => `${this.name}-${machine}`;
  private readonly here = (text: string): string => text.replaceAll("192.168.8.", `${this.prefix}.`);
}
