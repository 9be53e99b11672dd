import { mkdir } from "node:fs/promises";
import path from "node:path";
import { commonShape } from "../../../components/container";
import { podSysctls } from "../../../components/pod-sysctls";
import { renderKeepalived } from "../../../components/render/keepalived-conf";
import { renderNftables } from "../../../components/render/nftables";
import { renderSecondAnswer } from "../../../components/render/second-answer-file";
import { lines } from "../../../components/render/text";
import { planNode, type NodePlan } from "../../../components/config/plan";
import { secondShape } from "../../../components/second";
import { docker, run, until } from "../../../lab/shell";
import { dualStack, sampleSpec } from "../../unit/components/sample-plan";
import { capabilities, PodLan, sysctlOptions } from "../pod-lan";
import { behaviorFile } from "./pod";

/** As a node's containers have. */
const shares = ["--cpu-shares", String(commonShape.cpuShares)];

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
  private readonly lan = new PodLan({
    subject: "second",
    subnet6: dualStack.subnet6,
    source: __dirname,
    programs: ["pod.ts", "client.ts"],
  });
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
    await this.lan.start();
    for (const plan of this.plans) await this.makePod(plan);
    for (const plan of this.plans) await this.makeSecond(plan);
    await this.lan.machine("client", ["--network", this.lan.name, ...shares]);
  }

  stop = (): Promise<void> => this.lan.stop();

  /** Waits until these nodes lead, and no others. */
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

  /** Asks the VIP for some seconds, `rate` times a second. Port 0: any free one. */
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

  /** Brings all nodes back to how they were at the start. */
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

  /** Has the node hear its peers' adverts, or none of them. */
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
    await mkdir(this.runFolder(name), { mode: 0o777 });
    const etc = await this.lan.files(name, {
      "keepalived.conf": renderKeepalived(plan),
      "nftables.conf": renderNftables(plan),
      "second-answer.nft": renderSecondAnswer(plan),
      vips: lines(plan.vips, plan.vips6),
    });
    // Unlike Pi-hole, the server binds the VIP, so that it answers from it; also where no interface has it.
    const settings = {
      ...podSysctls,
      "net.ipv4.ip_nonlocal_bind": "1",
      "net.ipv6.ip_nonlocal_bind": "1",
      "net.ipv6.conf.default.disable_ipv6": "0",
      // Its cable is pulled without the addresses going.
      "net.ipv6.conf.all.keep_addr_on_down": "1",
    };
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
    const options = [
      "--network",
      this.lan.name,
      "--ip",
      this.here(podAddress),
      "--ip6",
      this.here(podAddress6),
      ...sysctlOptions(settings),
      ...capabilities("NET_ADMIN", "NET_RAW", "SYS_NICE"),
      ...shares,
      "--tmpfs",
      "/run:exec",
      "--volume",
      `${etc}:/etc/ha-dns:ro`,
      "--volume",
      `${this.runFolder(name)}:/run/ha-dns`,
    ];
    await this.lan.machine(name, options, ["sh", "-c", scripts.join(" ")]);
  }

  private async makeSecond(plan: NodePlan): Promise<void> {
    const { name } = plan.node;
    const shape = secondShape(plan);
    const rights = (shape.capabilities as { adds?: readonly string[] }).adds ?? [];
    const options = [
      "--network",
      `container:${this.lan.container(name)}`,
      "--cap-drop",
      "ALL",
      ...capabilities(...rights.map((right) => right.replace("CAP_", ""))),
      ...shares,
      "--security-opt",
      "no-new-privileges",
      "--read-only",
      "--volume",
      `${path.join(this.lan.folder, name)}:/etc/ha-dns:ro`,
      "--volume",
      `${this.runFolder(name)}:/run/ha-dns`,
    ];
    const command = (shape.command as readonly string[]).map((word) => this.here(word));
    await this.lan.machine(`${name}-second`, options, ["/opt/ha-dns/entrypoint", ...command]);
  }

  private readonly runFolder = (node: string): string => path.join(this.lan.folder, `${node}-run`);
  private readonly container = (machine: string): string => this.lan.container(machine);
  private readonly here = (text: string): string => this.lan.here(text);
}
