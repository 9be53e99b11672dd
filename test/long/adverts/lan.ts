import { docker, run, until } from "../../../lab/shell";
import { podSysctls } from "../../../components/pod-sysctls";
import { renderAgentConfig } from "../../../components/render/agent-config-file";
import { renderKeepalived } from "../../../components/render/keepalived-conf";
import { renderNftables } from "../../../components/render/nftables";
import { lines } from "../../../components/render/text";
import type { NodePlan } from "../../../components/config/plan";
import type { Status } from "../../../runtime/agent/snapshot";
import { samplePlan } from "../../unit/components/sample-plan";
import { capabilities, PodLan, sysctlOptions } from "../../integration/pod-lan";

export type Pod = "pi1" | "pi2";

/** Two pods with the real keepalived, packet filter and agent, a client and a hostile device, in a network of their own. */
export class AdvertLan {
  private readonly lan = new PodLan({
    subject: "adverts",
    source: __dirname,
    programs: ["pod.ts", "client.ts", "../../../lab/scenarios/attacks/forge.pl"],
  });
  private readonly plan = samplePlan({ failbackDelay: 1 });

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    await this.lan.start();
    const { node, peers } = this.plan;
    await this.make("pi1", this.plan);
    await this.make("pi2", { ...this.plan, node: peers[0]!, peers: [node] });
    await this.device("client");
    await this.device("hostile");
  }

  stop = (): Promise<void> => this.lan.stop();

  get vip(): string {
    return this.lan.here(this.plan.cluster.vip);
  }

  address(pod: Pod): string {
    const node = [this.plan.node, ...this.plan.peers].find(({ name }) => name === pod);
    return this.lan.here(node!.podAddress);
  }

  /** What the pod's agent knows; undefined before it has said anything. */
  async status(pod: Pod): Promise<Status | undefined> {
    const { code, stdout } = await run("docker", [
      "exec",
      this.lan.container(pod),
      "cat",
      "/run/status.json",
    ]);
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

  inside = (machine: string, ...command: string[]) => this.lan.inside(machine, ...command);

  power = (pod: Pod, on: boolean): Promise<unknown> =>
    on ? this.boot(pod) : docker(["kill", this.lan.container(pod)]);

  /** Sends a signal to the pod's agent alone. */
  agent = (pod: Pod, signal: "STOP" | "CONT"): Promise<unknown> =>
    this.inside(pod, "sh", "-c", `kill -${signal} $(cat /run/agent.pid)`);

  private async make(pod: Pod, plan: NodePlan): Promise<void> {
    const etc = await this.lan.files(pod, {
      "agent.json": renderAgentConfig(plan, { pihole: "", unbound: "", runtime: "" }, "v3"),
      "keepalived.conf": renderKeepalived(plan),
      "nftables.conf": renderNftables(plan),
      vips: lines(plan.vips),
    });
    const options = [
      "--network",
      this.lan.name,
      "--ip",
      this.address(pod),
      ...sysctlOptions(podSysctls),
      ...capabilities("NET_ADMIN", "NET_BROADCAST", "NET_RAW", "SYS_NICE"),
      "--tmpfs",
      "/run",
      "--volume",
      `${etc}:/etc/ha-dns:ro`,
    ];
    const script =
      "mkdir -p /run/ha-dns; node /test/pod.js dns & node /test/pod.js agent & echo $! >/run/agent.pid; exec /opt/ha-dns/entrypoint keepalived";
    await this.lan.machine(pod, options, ["sh", "-c", script]);
  }

  private boot = (pod: Pod): Promise<unknown> => docker(["start", this.lan.container(pod)]);

  private device = (machine: string): Promise<unknown> =>
    this.lan.machine(machine, ["--network", this.lan.name, ...capabilities("NET_ADMIN", "NET_RAW")]);
}
