import assert from "node:assert/strict";
import { installPrograms } from "../../lab/drill/client";
import { labCluster } from "../../lab/drill/cluster";
import { Stream } from "../../lab/drill/stream";
import type { LabSettings } from "../../lab/settings";
import { longestOutage, tally, type Tally } from "../../lab/drill/judge";
import { until } from "../../lab/shell";
import { root } from "./support";

/** What a client saw at one address while something was done. */
export interface Seen extends Tally {
  readonly outageMs: number;
  readonly wrongReasons: Readonly<Record<string, number>>;
}

const port = 53;
const maxSeconds = 900;
let streams = 0;

/**
 * Has the lab's client ask each address `qps` queries a second while `work` is done, and tells what it saw at each.
 * Work begins when the first address has been answered for a second.
 */
export async function whileAsking(
  addresses: readonly string[],
  qps: number,
  work: () => Promise<void>,
): Promise<Seen[]> {
  const client = await installPrograms(labCluster(root));
  const targets = addresses.map((address) => ({ address, port, qps }));
  const stream = new Stream(client, { targets, run: `t${Date.now().toString(36)}${streams++}`, maxSeconds });
  try {
    const answered = () => stream.seen().cleanForMs(0) > 1_000 || undefined;
    await until("the first address is answered", 20_000, () => Promise.resolve(answered()));
    await work();
  } finally {
    await stream.stop();
  }
  const { attempts, wrongReasons } = stream.seen();
  return attempts.map((each) => ({ ...tally(each), outageMs: longestOutage(each).ms, wrongReasons }));
}

/** Asserts that the VIP is answered, and rightly, whatever `work` does: enough is asked for that to mean something. */
export async function lossless({ vip }: LabSettings, qps: number, work: () => Promise<void>): Promise<void> {
  const [seen] = await whileAsking([vip], qps, work);
  assert.ok(seen!.sent > qps, `${seen!.sent} queries sent`);
  assert.deepEqual([seen!.lost, seen!.wrong], [0, 0], JSON.stringify(seen));
}
