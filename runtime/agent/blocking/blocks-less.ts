import type { Peer } from "../peers/peer";
import type { BlockingSeen } from "./blocking";

/** After a start Pi-hole shows within seconds whether it blocks; if it never does, that is no reason to wait forever. */
const seenWithinMs = 20_000;

/**
 * Why this node must not lead, since it blocks nothing while another node blocks; empty if it may. A leader yields
 * only to a node that could take over now.
 */
export function blocksLess(
  seen: Pick<BlockingSeen, "state" | "reason" | "sinceMs"> | undefined,
  leads: boolean,
  peers: readonly Peer[],
): string {
  const better = peers.find(({ status }) => status?.blocking?.state === "blocks" && (!leads || status.ready));
  if (!seen || !better) return "";
  if (seen.state === "fails" || seen.state === "empty")
    return `blocks nothing, and ${better.name} does: ${seen.reason}`;
  if (seen.state === "unknown" && !leads && seen.sinceMs < seenWithinMs)
    return "not yet seen to block what its lists say";
  return "";
}
