import { readFileSync } from "node:fs";
import path from "node:path";
import { containers } from "../../runtime/contract/names";
import type { DrillNode } from "../cluster/cluster";
import { pidsOf, scriptInNode } from "../cluster/node";
import type { Fault } from "./fault";

const hour = 3_600;

/**
 * As when a host without a clock of its own is put right by NTP. The way is told in clock-shift.pl. A query that is on
 * its way at that very moment may look an hour old to the resolver, which then forgets it.
 */
export const clockJump: Fault = {
  name: "clock-jump",
  description: "the wall clock of all that runs on the leader jumps an hour ahead, and back",
  at: "leader",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 50 },
  calmMs: 5_000,
  inject: async ({ node }) => shiftClock(node, await clusterPids(node), hour),
  heal: async ({ node }) => shiftClock(node, await clusterPids(node), 0),
};

const clusterPids = async (node: DrillNode): Promise<number[]> =>
  (await Promise.all(Object.values(containers).map((name) => pidsOf(node, name)))).flat();

/** Sets the wall clock, as these processes see it, so many seconds ahead of the host's. Throws if there are none. */
export async function shiftClock(node: DrillNode, pids: readonly number[], seconds: number): Promise<void> {
  if (pids.length === 0) throw new Error(`${node.name}: none of the processes runs whose clock is to jump`);
  const script = readFileSync(path.join(__dirname, "clock-shift.pl"), "utf8");
  await scriptInNode(node, script, "perl", "-", String(seconds), ...pids.map(String));
}
