import path from "node:path";
import { preflight } from "../../../components/preflight/preflight";
import type { Finding } from "../../../components/preflight/finding";
import type { NodePlan } from "../../../components/config/plan";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, must, run } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { buildImage } from "../../../lab/cluster/images";
import { dualStack, samplePlan } from "../../unit/components/sample-plan";
import { createNetwork } from "../create-network";
import { startSshServer, type SshServer } from "../ssh-server";

const root = path.join(__dirname, "../../..");
const machines = ["router", "host", "stranger"] as const;
type Machine = (typeof machines)[number];

/**
 * A node's host, its router and a stranger in containers, on a network of their own that leads nowhere. The host has
 * no systemd and no Docker engine. Its commands come through an SSH server on loopback.
 */
export class PreflightLan {
  private readonly name = `ha-dns-test-preflight-${process.pid}`;
  private prefix = "";
  private subnet = "";
  private server: SshServer | undefined;
  private unprivileged: SshServer | undefined;

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    const quiet = new Progress(() => undefined);
    const { debian } = await baseImages(labSettings(root), quiet, process.execPath);
    const context = path.join(root, "lab/images/node");
    const image = await buildImage({ name: "node", context, base: debian.local }, quiet);
    // Not an internal one: with those, Docker's filter drops what is sent to a multicast group. This one leads nowhere
    // either, since no answer would come back.
    const noMasquerade = ["--opt", "com.docker.network.bridge.enable_ip_masquerade=false"];
    this.subnet = await createNetwork(this.name, () => noMasquerade);
    this.prefix = this.subnet.split(".").slice(0, 3).join(".");
    for (const [at, machine] of machines.entries())
      await docker([
        "run",
        "--detach",
        "--init",
        "--name",
        this.container(machine),
        "--cap-add",
        "NET_ADMIN",
        "--cap-add",
        "SYS_ADMIN",
        "--security-opt",
        "seccomp=unconfined",
        "--security-opt",
        "apparmor=unconfined",
        "--security-opt",
        "systempaths=unconfined",
        "--sysctl",
        "net.ipv6.conf.all.disable_ipv6=0",
        "--network",
        this.name,
        "--ip",
        this.address(10 + at),
        "--entrypoint",
        "sleep",
        image,
        "infinity",
      ]);
    const inHost = ["exec", "-i", this.container("host")] as const;
    const inUserNamespace = ["unshare", "--user", "--map-root-user"] as const;
    this.server = await startSshServer([], ["docker", ...inHost, "sh", "-c"]);
    this.unprivileged = await startSshServer([], ["docker", ...inHost, ...inUserNamespace, "sh", "-c"]);
  }

  async stop(): Promise<void> {
    await this.server?.close();
    await this.unprivileged?.close();
    for (const machine of machines)
      await run("docker", ["rm", "--force", "--volumes", this.container(machine)]);
    await run("docker", ["network", "rm", this.name]);
  }

  /** The host's connections break, as when the machine that deploys goes away. */
  readonly dropConnections = (): void => this.server!.drop();

  /** The sample's first node, moved onto this network. */
  plan(changes: { readonly interface?: string } = {}, ipv6 = false): NodePlan {
    const plan = samplePlan(ipv6 ? dualStack : {});
    const vip = this.address(250);
    return {
      ...plan,
      vips: [vip],
      prefix: Number(this.subnet.split("/")[1]),
      cluster: { ...plan.cluster, vip, subnet: this.subnet, gateway: this.address(10) },
      node: {
        ...plan.node,
        ...changes,
        host: this.address(11),
        podAddress: this.address(251),
        unboundAddress: this.address(253),
      },
    };
  }

  /** What the preflight finds. `registry`: where the images come from. */
  async findings(plan = this.plan(), registry = "192.0.2.1:5000"): Promise<Finding[]> {
    return this.findingsOver(this.server!, plan, registry);
  }

  /** The same, if the host's root is root of a user namespace alone, as in an unprivileged LXC container. */
  async findingsUnprivileged(): Promise<Finding[]> {
    return this.findingsOver(this.unprivileged!, this.plan(), "192.0.2.1:5000");
  }

  private findingsOver(server: SshServer, plan: NodePlan, registry: string): Promise<Finding[]> {
    const image = { reference: `${registry}/image:1` };
    const sources = { pod: image, pihole: image, unbound: image, runtime: image };
    return preflight([{ plan, ssh: server.target, sources }], Promise.resolve([]));
  }

  /** Runs a shell's command on a machine; throws if it fails. */
  readonly sh = (machine: Machine, command: string): Promise<string> =>
    must("docker", ["exec", this.container(machine), "sh", "-ec", command]);

  /** Starts a command that goes on by itself; it ends with the machine. */
  readonly inBackground = (machine: Machine, command: readonly string[]): Promise<string> =>
    docker(["exec", "--detach", this.container(machine), ...command]);

  readonly address = (last: number): string => `${this.prefix}.${last}`;

  private readonly container = (machine: Machine): string => `${this.name}-${machine}`;
}
