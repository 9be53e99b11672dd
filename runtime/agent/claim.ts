import type { AgentConfig } from "../contract/agent-config";
import { isLastResort, type Health } from "./health";

type ClaimConfig = Pick<AgentConfig, "standbyClaim" | "drainClaim" | "failback" | "failbackDelaySeconds">;

/**
 * What is added to this node's VRRP priority. A returning node stands by below any living leader, yet above
 * nothing else, so it takes over if the leader dies; raising the claim to 0 makes it preempt while the old leader
 * still answers. `withdrawing` (SIGTERM) claims as a drain does. Undefined: leave the claim as it is, because a
 * restarted agent must not move the VIP before it has a verdict.
 */
export function claimOf(
  health: Health,
  config: ClaimConfig,
  now: number,
  { failbackWanted = false, withdrawing = false } = {},
): number | undefined {
  if (health.drain || withdrawing || isLastResort(health)) return config.drainClaim;
  if (health.verdict === "unknown") return undefined;
  if (health.name === "leading") return 0;
  if (health.healthySince === undefined) return config.standbyClaim;
  if (failbackWanted) return 0;
  const waited = now - health.healthySince >= config.failbackDelaySeconds * 1000;
  return config.failback === "automatic" && waited ? 0 : config.standbyClaim;
}
