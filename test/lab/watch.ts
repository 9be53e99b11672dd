import assert from "node:assert/strict";
import { installPrograms } from "../../lab/load/programs";
import { monotonicMs } from "../../lab/clock";
import { type Cluster, clusterOf } from "../../lab/cluster/cluster";
import { longestOutage, tally, type Tally } from "../../lab/checks/metrics";
import { VipWatch } from "../../lab/cluster/vip-watch";
import { length, ownedSpans } from "../../lab/checks/spans";
import { type Stream, streamTo } from "../../lab/load/stream";
import type { LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";

/** What a client of the VIP saw while something was done. */
export interface Seen extends Tally {
  readonly outageMs: number;
  /** The longest time without a break in which more than one node had the VIP. */
  readonly twoOwnersMs: number;
  /** Queries without a right answer, by the second (from the begin of the work) in which they were sent. */
  readonly bad: Readonly<Record<number, number>>;
  /** How often an answer was wrong in which way, since the stream began. */
  readonly wrongReasons: Readonly<Record<string, number>>;
  /** The VIP's coming and going in seconds from the begin of the work. */
  readonly moves: readonly string[];
}

/** After this long a query is settled: answered, or lost. */
const settledMs = 2_200;

/** A steady stream of queries to the VIP and a watch of its owners, from `start` to `stop`. */
export class Watch {
  private constructor(
    private readonly stream: Stream,
    readonly owners: VipWatch,
  ) {}

  static async start(cluster: Cluster, qps: number): Promise<Watch> {
    const client = await installPrograms(cluster);
    const owners = new VipWatch(cluster);
    await owners.start();
    return new Watch(streamTo(client, [cluster.vip], { qps, maxSeconds: 3_600 }), owners);
  }

  /** Does the work, and tells what was seen from its begin to its end. */
  async during(work: () => Promise<void>): Promise<Seen> {
    const from = monotonicMs();
    await work();
    const to = monotonicMs();
    const last = () => this.stream.seen().attempts[0]!.at(-1)?.sentAt ?? 0;
    await until("the last query is settled", 20_000, async () => last() > to + settledMs);
    const attempts = this.stream.seen().attempts[0]!.filter(({ sentAt }) => sentAt >= from && sentAt < to);
    return {
      ...tally(attempts),
      outageMs: longestOutage(attempts).ms,
      bad: bySecond(
        attempts.filter(({ verdict }) => verdict !== "answered").map(({ sentAt }) => sentAt - from),
      ),
      wrongReasons: this.stream.seen().wrongReasons,
      moves: this.owners.changes
        .filter(({ at }) => at >= from && at < to)
        .map(({ at, node, owns }) => `${owns ? "+" : "-"}${node} ${((at - from) / 1000).toFixed(1)}`),
      twoOwnersMs: Math.max(0, ...ownedSpans(this.owners.changes, { from, to }, (n) => n > 1).map(length)),
    };
  }

  /** Resolves when the node alone has the VIP. */
  leads = (node: string, deadlineMs = 30_000): Promise<unknown> =>
    until(`${node} leads`, deadlineMs, async () => this.owners.current().join() === node);

  /** Resolves when the VIP has been answered for a second from now on. */
  answered = (): Promise<unknown> => {
    const from = monotonicMs();
    return until("the VIP is answered", 20_000, async () => this.stream.seen().cleanForMs(from) > 1_000);
  };

  async stop(): Promise<void> {
    try {
      await this.stream.stop();
    } finally {
      await this.owners.stop();
    }
  }
}

/** What a client of the VIP sees from its first query on; `work` is done when it has been answered for a second. */
export async function whileAsking(lab: LabSettings, qps: number, work: () => Promise<void>): Promise<Seen> {
  const watch = await Watch.start(clusterOf(lab), qps);
  try {
    return await watch.during(async () => {
      await watch.answered();
      await work();
    });
  } finally {
    await watch.stop();
  }
}

/** Asserts that the VIP is answered, and rightly, whatever `work` does: enough is asked for that to mean something. */
export async function lossless(lab: LabSettings, qps: number, work: () => Promise<void>): Promise<void> {
  const seen = await whileAsking(lab, qps, work);
  assert.ok(seen.sent > qps, `${seen.sent} queries sent`);
  assert.deepEqual([seen.lost, seen.wrong], [0, 0], JSON.stringify(seen));
}

function bySecond(times: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const ms of times) counts[Math.floor(ms / 1000)] = (counts[Math.floor(ms / 1000)] ?? 0) + 1;
  return counts;
}
