import { highestEpoch } from "../../contract/data-state";
import { unknownEpoch, writing, type Memory } from "./keeper-types";
import type { VisiblePeer, ClusterView } from "./cluster-view";
import { timing } from "./timing";

/** A node that sees a later holder no longer has the newest copy; one that sees all the others may ask the router again. */
export function taught(memory: Memory, { seen, occupant, free }: ClusterView, quiet: boolean): Memory {
  const epoch = Math.max(memory.epoch, ...seen.map(({ data }) => data.epoch));
  const holder = occupant && writing(occupant.data.state) ? occupant : undefined;
  const later = epoch > memory.epoch && !hasLostCount(memory);
  const passed = later || (holder !== undefined && holder.data.epoch >= memory.epoch);
  return {
    epoch,
    latest: memory.latest && !passed,
    released: passed ? null : memory.released,
    lastHolder: holder?.name ?? memory.lastHolder,
    barred: memory.barred && !(quiet && (free || holder !== undefined)),
  };
}

/** It may have lost the fence address to a device that is no node, and that nobody can tell of. */
export const pardoned = (memory: Memory, barredSince: number | null, now: number): Memory =>
  barredSince !== null && now - barredSince > timing.barMs ? { ...memory, barred: false } : memory;

/** A writer whose count is lost takes the next one, once it sees all the others: none of them has taken over since. */
export const counted = (memory: Memory, { seen }: ClusterView, peers: number): Memory =>
  hasLostCount(memory) && seen.length === peers ? { ...memory, epoch: following(0, seen) } : memory;

/** The count of the next take-over. */
export const following = (epoch: number, seen: readonly VisiblePeer[]): number =>
  Math.min(highestEpoch, 1 + Math.max(epoch, ...seen.map(({ data }) => data.epoch)));

const hasLostCount = ({ epoch, latest }: Memory): boolean => epoch === unknownEpoch && latest;
