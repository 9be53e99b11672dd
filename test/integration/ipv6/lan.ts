import { podSysctls } from "../../../components/pod-sysctls";
import { renderKeepalived } from "../../../components/render/keepalived-conf";
import { renderNftables } from "../../../components/render/nftables";
import { lines } from "../../../components/render/text";
import type { NodePlan } from "../../../components/config/plan";
import { docker, run, until } from "../../../lab/shell";
import { dualStack, samplePlan } from "../../unit/components/sample-plan";
import { capabilities, PodLan, sysctlOptions } from "../pod-lan";

export const pods = ["pi1", "pi2"] as const;
export type Pod = (typeof pods)[number];
/** What a client has seen at one address. */
export interface Seen {
  readonly sent: number;
  readonly lost: number;
  readonly longestGapMs: number;
}

/** Two pods with the real keepalived, packet filter and start script, and a client, in a network of both families. */
export class DualLan {
  private readonly plan = samplePlan({ ...dualStack, announceDns: true });
  private readonly lan = new PodLan({
    subject: "ipv6",
    subnet6: this.plan.cluster.subnet6,
    source: __dirname,
    programs: ["dns.pl", "client.js", "listen.pl", "router.pl"],
  });

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    await this.lan.start();
    const { node, peers } = this.plan;
    await this.make("pi1", this.plan);
    await this.make("pi2", { ...this.plan, node: peers[0]!, peers: [node] });
    await this.machine("client", []);
  }

  stop = (): Promise<void> => this.lan.stop();

  get vips(): readonly string[] {
    return [this.plan.cluster.vip, this.plan.cluster.vip6].map((address) => this.lan.here(address));
  }

  podAddress6(pod: Pod): string {
    const node = [this.plan.node, ...this.plan.peers].find(({ name }) => name === pod);
    return this.lan.here(node!.podAddress6);
  }

  inside = (machine: string, ...command: string[]) => this.lan.inside(machine, ...command);

  /** Starts keepalived, by the image's own start script; as if the agent had found DNS well, if it is told a claim. */
  async keepalived(pod: Pod, claim?: number): Promise<void> {
    await docker(["exec", "--detach", this.container(pod), "/opt/ha-dns/entrypoint", "keepalived"]);
    await this.state(pod, "FAULT");
    if (claim === undefined) return;
    await this.tell(pod, "claim", claim);
    await this.tell(pod, "health", 0);
  }

  /** What the agent tells keepalived. */
  tell = (pod: Pod, file: "claim" | "health", value: number) =>
    this.inside(pod, "sh", "-c", `echo ${value} >/run/ha-dns/new && mv /run/ha-dns/new /run/ha-dns/${file}`);

  state = (pod: Pod, wanted: string) =>
    until(`${pod} is ${wanted}`, 20_000, async () => {
      const { stdout } = await run("docker", ["exec", this.container(pod), "cat", "/run/ha-dns/vrrp-state"]);
      return stdout.trim() === wanted;
    });

  /** Asks both VIPs `qps` times a second, each; resolves when something has been done meanwhile and a second more. */
  async ask(meanwhile: () => Promise<unknown>, qps = 200): Promise<readonly Seen[]> {
    const asking = this.inside("client", "node", "/test/client.js", String(qps), ...this.vips);
    await until("the client asks", 10_000, async () => {
      const { code } = await run("docker", ["exec", this.container("client"), "test", "-e", "/tmp/asks"]);
      return code === 0;
    });
    await meanwhile();
    await this.inside("client", "rm", "/tmp/asks");
    return JSON.parse(await asking) as Seen[];
  }

  /** Notes what leaves the pod with the virtual MAC, from now on. */
  async listen(pod: Pod): Promise<() => Promise<string[]>> {
    const mac = `00005e0001${this.plan.cluster.vrid.toString(16).padStart(2, "0")}`;
    await docker(["exec", "--detach", this.container(pod), "perl", "/test/listen.pl", mac, "/tmp/heard"]);
    const heard = async () => (await this.inside(pod, "cat", "/tmp/heard")).split("\n").filter(Boolean);
    await until(`${pod} is listened to`, 10_000, async () => (await heard())[0] === "listens");
    return async () => (await heard()).slice(1);
  }

  /** Has the client play a router that announces a DNS server. */
  announce = (resolver: string) =>
    docker(["exec", "--detach", this.container("client"), "perl", "/test/router.pl", resolver]);

  /** The DNS servers that a host of the LAN hears of if it asks, and from whom: "SOURCE resolver ADDRESS". */
  announced = async (): Promise<string[]> =>
    (await this.inside("client", "perl", "/opt/ha-dns/router-advertisement", "eth0", "2"))
      .split("\n")
      .filter(Boolean);

  linkLocal = async (pod: Pod): Promise<string> => {
    const shown = await this.inside(pod, "ip", "-o", "-6", "addr", "show", "dev", "eth0", "scope", "link");
    return /inet6 (\S+)\//.exec(shown)![1]!;
  };

  kill = (pod: Pod) => docker(["kill", this.container(pod)]);

  private async make(pod: Pod, plan: NodePlan): Promise<void> {
    const etc = await this.lan.files(pod, {
      "keepalived.conf": renderKeepalived(plan),
      "nftables.conf": renderNftables(plan),
      vips: lines(plan.vips, plan.vips6),
      "announce-dns": lines(plan.cluster.vip6),
      // Only keepalived's own check reads it.
      "agent.json": '{ "ownName": "pi.hole" }',
    });
    // The worst case: an interface that is made later has IPv6 unless its maker sees to it.
    const sysctls = { ...podSysctls, "net.ipv6.conf.default.disable_ipv6": "0" };
    const options = [
      ...sysctlOptions(sysctls),
      ...capabilities("NET_BROADCAST", "SYS_NICE"),
      "--tmpfs",
      "/run",
      "--volume",
      `${etc}:/etc/ha-dns:ro`,
      "--ip",
      this.lan.here(plan.node.podAddress),
      "--ip6",
      this.lan.here(plan.node.podAddress6),
    ];
    await this.machine(pod, options);
    await this.inside(pod, "mkdir", "-p", "/run/ha-dns");
    const own = ["127.0.0.1", this.lan.here(plan.node.podAddress), this.lan.here(plan.node.podAddress6)];
    const command = ["perl", "/test/dns.pl", pod.slice(2), ...own, ...this.vips];
    await docker(["exec", "--detach", this.container(pod), ...command]);
  }

  private machine = (machine: string, options: readonly string[]): Promise<unknown> =>
    this.lan.machine(machine, [
      "--network",
      this.lan.name,
      ...capabilities("NET_ADMIN", "NET_RAW"),
      ...options,
    ]);

  readonly container = (machine: string): string => this.lan.container(machine);
}
