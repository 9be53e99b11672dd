import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import readline from "node:readline";
import { containers } from "../../runtime/contract/names";
import { monotonicMs } from "../clock";
import type { Cluster, DrillNode } from "./cluster";
import { type AddressLine, parseAddressLine } from "./address-line";
import { type Ownership, ownersAfter } from "../checks/metrics";
import { poll } from "../poll";
import { enter } from "./reach";
import { tryInNode } from "./node";

const loopbackIndex = "1";

/**
 * Runs in the pod's network and process namespaces: in the latter, because the kernel then ends it with the pod. A
 * watcher that outlives its pod would keep the pod's network alive, and a VIP in it that answers for nobody.
 * The list of addresses comes after the monitor has subscribed (the netlink table shows it), so that nothing is missed.
 */
const watchScript = `
exec 3<&0
TZ=UTC0 ip -ts -4 -o monitor address & monitor=$!
until grep -qE "^[0-9a-f]+ +0 +$monitor " /proc/self/net/netlink; do kill -0 $monitor || exit 1; done
ip -4 -o addr
echo attached
{ cat <&3; kill $monitor; } >/dev/null 2>&1 &
wait $monitor`;

/** Watches which nodes have the VIP, from `start` to `stop`, by the kernel's own events. */
export class VipWatch {
  readonly changes: Ownership[] = [];
  private readonly attached = new Set<string>();
  private readonly watchers = new Set<ChildProcess>();
  private readonly abort = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(private readonly cluster: Cluster) {}

  /** Begins to watch; resolves when every node is watched or known to be away. Throws after 10 s. */
  async start(): Promise<void> {
    const seen = new Set<string>();
    this.loops = this.cluster.nodes.map((node) => this.follow(node, () => seen.add(node.name)));
    const all = await poll(() => (seen.size === this.cluster.nodes.length ? true : undefined), {
      deadlineMs: 10_000,
    });
    if (!all) throw new Error("could not watch the nodes' addresses within 10 s");
  }

  async stop(): Promise<void> {
    this.abort.abort();
    for (const watcher of this.watchers) watcher.stdin?.end();
    await Promise.all(this.loops);
  }

  /** Names of the nodes that have the VIP now. */
  current(): string[] {
    return ownersAfter(this.changes);
  }

  isWatched(node: string): boolean {
    return this.attached.has(node);
  }

  private async follow(node: DrillNode, tried: () => void): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      const pid = await this.podPid(node);
      if (pid !== undefined && !signal.aborted) await this.watch(node, pid, tried);
      this.attached.delete(node.name);
      this.change(node, false, monotonicMs());
      tried();
      await delay(200, undefined, { signal }).catch(() => undefined);
    }
  }

  private async podPid(node: DrillNode): Promise<number | undefined> {
    const found = await tryInNode(node, "docker", "inspect", "-f", "{{.State.Pid}}", containers.pod);
    const pid = Number(found.stdout);
    return found.code === 0 && pid > 0 ? pid : undefined;
  }

  private watch(node: DrillNode, pid: number, attached: () => void): Promise<void> {
    const inPod = ["nsenter", "-t", String(pid), "-n", "-p", "sh", "-c", watchScript];
    const [program, ...args] = enter(node, inPod);
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "ignore"],
      detached: true, // An interrupt at the terminal is for the drill, not for its watchers.
    });
    this.watchers.add(child);
    const interfaces = new Set<string>();
    child.stdin.on("error", () => undefined); // It ends with its pod, at any time.
    const lines = readline.createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const arrivedAt = monotonicMs();
      const seen = parseAddressLine(line);
      // Every pod has the VIP on its loopback, from which nobody is answered; the owner has it on another link too.
      if (seen?.address === this.cluster.vip && seen.link !== loopbackIndex) {
        if (seen.deleted) interfaces.delete(seen.link);
        else interfaces.add(seen.link);
        // Another machine's clock is not this one's, and its stamps say nothing here.
        this.change(node, interfaces.size > 0, node.ssh ? arrivedAt : happenedAt(seen, arrivedAt));
      } else if (line === "attached") {
        this.attached.add(node.name);
        if (interfaces.size === 0) this.change(node, false, arrivedAt);
        attached();
      }
    });
    return new Promise((resolve) => {
      child.on("error", () => resolve());
      child.on("close", () => {
        this.watchers.delete(child);
        resolve();
      });
    });
  }

  private change(node: DrillNode, owns: boolean, at: number): void {
    if (this.current().includes(node.name) === owns) return;
    // Stamps are good to a millisecond; two changes of a node must not trade places for that.
    const last = this.changes.filter((change) => change.node === node.name).at(-1);
    this.changes.push({ at: Math.max(at, last?.at ?? at), node: node.name, owns });
  }
}

/**
 * When the node saw it, by its own stamp, which no busy pipe delays; when it arrived here, where the stamp cannot be
 * right because somebody has set the clock meanwhile.
 */
function happenedAt(seen: AddressLine, arrivedAt: number): number {
  if (seen.wallMs === undefined) return arrivedAt;
  const stamped = seen.wallMs - (Date.now() - monotonicMs());
  return stamped <= arrivedAt && arrivedAt - stamped < 1_000 ? stamped : arrivedAt;
}
