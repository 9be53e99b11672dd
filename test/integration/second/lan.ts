import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { runtimeContext } from "../../../components/images/contexts";
import { commonShape } from "../../../components/container";
import { podSysctls } from "../../../components/pod-sysctls";
import { renderKeepalived } from "../../../components/render/keepalived";
import { renderNftables } from "../../../components/render/nftables";
import { renderSecondAnswer } from "../../../components/render/second-answer";
import { lines } from "../../../components/render/text";
import { planNode, type NodePlan } from "../../../components/config/plan";
import { secondShape } from "../../../components/second";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/world/base";
import { buildImage } from "../../../lab/world/images";
import { dualStack, sampleSpec } from "../../unit/components/sample-plan";
import { behaviorFile } from "./pod";

/** As a node's containers have. */
const shares = ["--cpu-shares", String(commonShape.cpuShares)];

const root = path.join(__dirname, "../../..");

export interface Seen {
  readonly sent: number;
  readonly lost: number;
  readonly longestMs: number;
  readonly duplicates: number;
  readonly bad: number;
  /** What the network said instead of an answer: host or port unreachable. */
  readonly unreachable: number;
  /** How many of the first answers came from each node. */
  readonly by: readonly number[];
}

/**
 * Nodes with the real keepalived, packet filter and second answer, each in containers with the rights that they have when
 * deployed, and a client, in a network of their own. A small DNS server plays Pi-hole; a script writes the agent's files.
 */
export class SecondLan {
  private readonly name = `ha-dns-test-second-${process.pid}`;
  private folder = "";
  private image = "";
  private prefix = "";
  private readonly plans: readonly NodePlan[];

  /** The client asks the VIP of this family; the nodes have both. */
  constructor(
    nodes: 2 | 3,
    delayMs: number,
    private readonly family: 4 | 6 = 4,
  ) {
    const names = ["pi1", "pi2", "pi3"].slice(0, nodes);
    const spec = sampleSpec({ ...dualStack, nodes: names, secondAnswer: delayMs });
    this.plans = names.map((stack) => planNode({ ...spec, stack }));
  }

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), "second-test-"));
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
    // A subnet that is free; addresses may be chosen only in one that was asked for.
    await docker(["network", "create", "--internal", this.name]);
    const format = "{{(index .IPAM.Config 0).Subnet}}";
    const subnet = await docker(["network", "inspect", "--format", format, this.name]);
    await docker(["network", "rm", this.name]);
    this.prefix = subnet.trim().split(".").slice(0, 3).join(".");
    const subnet6 = this.here(dualStack.subnet6);
    const subnets = ["--subnet", subnet.trim(), "--ipv6", "--subnet", subnet6];
    await docker(["network", "create", "--internal", ...subnets, this.name]);
    for (const plan of this.plans) await this.makePod(plan);
    for (const plan of this.plans) await this.makeSecond(plan);
    await this.device("client");
  }

  async stop(): Promise<void> {
    for (const { node } of this.plans)
      for (const machine of [`${node.name}-second`, node.name])
        await run("docker", ["rm", "--force", "--volumes", this.container(machine)]);
    await run("docker", ["rm", "--force", "--volumes", this.container("client")]);
    await run("docker", ["network", "rm", this.name]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Waits until each of these nodes leads or not, as said, and each that stands by gets copies. */
  async leads(...leaders: readonly number[]): Promise<void> {
    await until(`nodes ${leaders.join()} lead`, 20_000, async () => {
      const leading = await Promise.all(this.plans.map((_, i) => this.isLeader(i + 1)));
      return leading.every((leads, i) => leads === leaders.includes(i + 1));
    });
  }

  /** Waits until the leader's kernel has heard that these nodes want copies. */
  copied = (leader: number, ...to: readonly number[]): Promise<unknown> =>
    until(`node ${leader} copies to ${to.join()}`, 10_000, async () => {
      const wanted = await Promise.all(to.map((node) => this.wants(leader, node)));
      return wanted.every(Boolean);
    });

  async wants(leader: number, node: number): Promise<boolean> {
    const index = this.plans[leader - 1]!.peers.findIndex(({ name }) => name === `pi${node}`);
    const table = `${this.family === 4 ? "ip" : "ip6"} ha_dns_second`;
    const set = await this.inside(leader, `nft list set ${table} wants_${index}`);
    return set.includes("expires");
  }

  /** Asks the VIP for some seconds at 500 queries a second; always from this port if there is one. */
  async stream(seconds: number, rate = 500, port = 0): Promise<Seen> {
    const { vip: vip4, vip6 } = this.plans[0]!.cluster;
    const vip = this.here(this.family === 4 ? vip4 : vip6);
    const words = ["node", "/test/client.js", vip, String(seconds), String(rate), String(port)];
    await docker(["exec", this.container("client"), "rm", "-f", "/tmp/streaming"]);
    return JSON.parse(await docker(["exec", this.container("client"), ...words])) as Seen;
  }

  /** Waits until the stream has had its first answers. */
  streaming = (): Promise<unknown> =>
    until("the stream is answered", 20_000, async () => {
      const { code } = await run("docker", ["exec", this.container("client"), "ls", "/tmp/streaming"]);
      return code === 0;
    });

  /** All nodes as they were at the start. */
  async reset(): Promise<void> {
    await Promise.all(
      this.plans.map(async (plan, i) => {
        const [node, claim] = [i + 1, i === 0 ? 0 : plan.vrrp.standbyClaim];
        await this.cable(node, "up");
        await this.inside(
          node,
          `rm -f ${behaviorFile} /run/asked; kill -9 $(cat /run/dns.pid) 2>/dev/null; touch /run/start-dns`,
        );
        await until("the server is there", 20_000, async () => (await this.asked(node)) === 0);
        await this.inside(node, "[ -e /run/agent-stopped ] && rm /run/agent-stopped || true");
        await this.say(node, "claim", claim);
        await this.say(node, "health", 0);
        await this.second(node, "start");
      }),
    );
  }

  stopAgent = (node: number): Promise<unknown> => this.inside(node, "touch /run/agent-stopped");

  cable = (node: number, is: "up" | "down"): Promise<unknown> => this.inside(node, `ip link set eth0 ${is}`);

  /** Whether the node hears its peers' adverts. */
  hearVrrp = (node: number, hears: boolean): Promise<unknown> => {
    const rules =
      "add chain ip test deaf { type filter hook input priority -50; }; add rule ip test deaf ip protocol 112 drop";
    return this.inside(node, hears ? "nft delete table ip test" : `nft 'add table ip test; ${rules}'`);
  };

  inside = (node: number, script: string): Promise<string> =>
    docker(["exec", this.container(`pi${node}`), "sh", "-c", script]);

  /** How many packets have come to the node by the VIP's own MAC. */
  async receivedAtVip(node: number): Promise<number> {
    const link = `vrrp.${this.plans[0]!.cluster.vrid}`;
    return Number(await this.inside(node, `cat /sys/class/net/${link}/statistics/rx_packets`));
  }

  signalDns = (node: number, signal: "KILL" | "STOP" | "CONT"): Promise<unknown> =>
    this.inside(node, `kill -${signal} $(cat /run/dns.pid)`);

  startDns = (node: number): Promise<unknown> => this.inside(node, "touch /run/start-dns");

  /** How the node's DNS server behaves from now on. */
  behave = (node: number, behavior: { lateShare?: number; lateMs?: number; rcode?: number }) => {
    const text = JSON.stringify({ lateShare: 0, lateMs: 0, rcode: 0, ...behavior });
    return this.inside(node, `echo '${text}' >${behaviorFile}; kill -HUP $(cat /run/dns.pid)`);
  };

  /** How many queries the node's DNS server was asked since its start. */
  async asked(node: number): Promise<number> {
    return Number(await this.inside(node, "cat /run/asked"));
  }

  /** Writes one of the files that the agent writes. */
  say = (node: number, file: "health" | "claim", value: number): Promise<unknown> =>
    this.inside(node, `echo ${value} >/run/ha-dns/.new && mv /run/ha-dns/.new /run/ha-dns/${file}`);

  report = async (node: number): Promise<unknown> =>
    JSON.parse(await this.inside(node, "cat /run/ha-dns/second"));

  second = (node: number, verb: "start" | "stop" | "kill"): Promise<unknown> =>
    docker([verb, this.container(`pi${node}-second`)]);

  private async isLeader(node: number): Promise<boolean> {
    return (await this.inside(node, "cat /run/ha-dns/vrrp-state || true")).trim() === "MASTER";
  }

  private async makePod(plan: NodePlan): Promise<void> {
    const { name, podAddress, podAddress6 } = plan.node;
    const etc = path.join(this.folder, name);
    await mkdir(etc);
    await mkdir(path.join(this.folder, `${name}-run`), { mode: 0o777 });
    const texts = {
      "keepalived.conf": renderKeepalived(plan),
      "nftables.conf": renderNftables(plan),
      "second-answer.nft": renderSecondAnswer(plan),
      vips: lines(plan.vips, plan.vips6),
    };
    for (const [file, text] of Object.entries(texts)) await writeFile(path.join(etc, file), this.here(text));
    // Unlike Pi-hole, the server binds the VIP, so that it answers from it; also where no interface has it.
    const settings = {
      ...podSysctls,
      "net.ipv4.ip_nonlocal_bind": "1",
      "net.ipv6.ip_nonlocal_bind": "1",
      "net.ipv6.conf.default.disable_ipv6": "0",
      // Its cable is pulled without the addresses going.
      "net.ipv6.conf.all.keep_addr_on_down": "1",
    };
    const sysctls = Object.entries(settings).flatMap(([key, value]) => ["--sysctl", `${key}=${value}`]);
    const rights = ["NET_ADMIN", "NET_RAW", "SYS_NICE"].flatMap((cap) => ["--cap-add", cap]);
    const vips = this.here(`${plan.cluster.vip} ${plan.cluster.vip6}`);
    // The server is started again when the test says so.
    const dns = [
      `node /test/pod.js dns ${name.slice(-1)} ${vips} & echo $! >/run/dns.pid; rm -f /run/start-dns; wait $!`,
      "while [ ! -e /run/start-dns ]; do sleep 0.1; done",
    ].join("; ");
    const scripts = [
      `(sleep 0.5; while true; do ${dns}; done) &`,
      "(sleep 1; exec node /test/pod.js agent) &",
      "exec /opt/ha-dns/entrypoint keepalived",
    ];
    await docker([
      "run",
      "--detach",
      "--init",
      "--name",
      this.container(name),
      "--network",
      this.name,
      "--ip",
      this.here(podAddress),
      "--ip6",
      this.here(podAddress6),
      ...sysctls,
      ...rights,
      ...shares,
      "--tmpfs",
      "/run:exec",
      "--volume",
      `${etc}:/etc/ha-dns:ro`,
      "--volume",
      `${this.folder}:/test:ro`,
      "--volume",
      `${path.join(this.folder, `${name}-run`)}:/run/ha-dns`,
      "--entrypoint",
      "sh",
      this.image,
      "-c",
      scripts.join(" "),
    ]);
  }

  private async makeSecond(plan: NodePlan): Promise<void> {
    const { name } = plan.node;
    const shape = secondShape(plan);
    const capabilities = (shape.capabilities as { adds?: readonly string[] }).adds ?? [];
    await docker([
      "run",
      "--detach",
      "--name",
      this.container(`${name}-second`),
      "--network",
      `container:${this.container(name)}`,
      "--cap-drop",
      "ALL",
      ...capabilities.flatMap((capability) => ["--cap-add", capability.replace("CAP_", "")]),
      ...shares,
      "--security-opt",
      "no-new-privileges",
      "--read-only",
      "--volume",
      `${path.join(this.folder, name)}:/etc/ha-dns:ro`,
      "--volume",
      `${path.join(this.folder, `${name}-run`)}:/run/ha-dns`,
      this.image,
      ...(shape.command as readonly string[]).map((word) => this.here(word)),
    ]);
  }

  private device = (machine: string): Promise<unknown> =>
    docker([
      "run",
      "--detach",
      "--init",
      "--name",
      this.container(machine),
      "--network",
      this.name,
      ...shares,
      "--volume",
      `${this.folder}:/test:ro`,
      "--entrypoint",
      "sleep",
      this.image,
      "infinity",
    ]);

  private readonly container = (machine: string): string => `${this.name}-${machine}`;
  private readonly here = (text: string): string =>
    text.replaceAll("192.168.8.", `${this.prefix}.`).replaceAll("fd00:53:", `fd00:${this.network6()}:`);
  /** From the IPv4 subnet, which no other network of this machine has. */
  private readonly network6 = (): string => {
    const [a, b, c] = this.prefix.split(".").map(Number) as [number, number, number];
    return `${((a << 8) | b).toString(16)}:${(c || 1).toString(16)}`;
  };
}
