import type { AgentConfig } from "../contract/agent-config";
import { isLastResort, type Health } from "./health";

type ClaimConfig = Pick<
  AgentConfig,
  "standbyClaim" | "syncingClaim" | "drainClaim" | "failback" | "failbackDelaySeconds"
>;

/**
 * What is added to this node's VRRP priority. A returning node stands by below any living leader, yet above
 * nothing else, so it takes over if the leader dies; raising the claim to 0 makes it preempt while the old leader
 * still answers. A node without the leader's lists and settings stands by below those that have them: if it is the
 * only one left, old answers are better than none. `withdrawing` (SIGTERM) claims as a drain does. Undefined: leave
 * the claim as it is, because a restarted agent must not move the VIP before it has a verdict.
 */
export function claimOf(
  health: Health,
  config: ClaimConfig,
  now: number,
  { failbackWanted = false, withdrawing = false } = {},
): number | undefined {
  if (withdrawing || isLastResort(health)) return config.drainClaim;
  // A leader that is to be drained leads on until a peer says that it is ready: one that is behind would take over else.
  const unrelieved = health.vrrp === "MASTER" && !health.peerReady && !health.drain?.force;
  if (health.drain) return unrelieved ? 0 : config.drainClaim;
  if (health.verdict === "unknown") return undefined;
  // Below those that stand by: a leader that is unfit loses the VIP to one of them, and still answers until it has.
  if (health.unfit) return config.syncingClaim;
  if (health.name === "leading") return 0;
  if (health.behind) return config.syncingClaim;
  if (health.healthySince === undefined) return config.standbyClaim;
  if (failbackWanted) return 0;
  const waited = now - health.healthySince >= config.failbackDelaySeconds * 1000;
  return config.failback === "automatic" && waited ? 0 : config.standbyClaim;
}
