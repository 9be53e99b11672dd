import type { AgentConfig } from "../../runtime/contract/agent-config";
import { datedName } from "./time-names";
import { hasIpv6 } from "../config/ipv6-rules";
import { fingerprintDigest, type NodePlan } from "../config/plan";
import type { NodeValues } from "../config/keys";
import { jsonFile } from "./text";

/**
 * How the agent asks DNS: a crashed Pi-hole refuses, and is at fault after about 100 ms; a hung one after three probes
 * and the last one's deadline, about 550 ms; a busy but living one answers well within the deadline.
 */
export const probeTimes: AgentConfig["probe"] = {
  intervalMs: 100,
  deadlineMs: 300,
  fall: 3,
  rise: 5,
  recursionIntervalMs: 5_000,
  recursionDeadlineMs: 2_500,
};

/** agent.json. */
export function renderAgentConfig(
  plan: NodePlan,
  images: AgentConfig["images"],
  vrrpAgreement: string,
): string {
  const { cluster, node } = plan;
  const config: AgentConfig = {
    node: node.name,
    vip: cluster.vip,
    ...(hasIpv6(plan) ? { vip6: cluster.vip6, podAddress6: node.podAddress6 } : {}),
    podAddress: node.podAddress,
    unboundAddress: node.unboundAddress,
    peers: plan.peers.map(({ name, podAddress, unboundAddress }: NodeValues) => ({
      name,
      podAddress,
      unboundAddress,
    })),
    priority: plan.vrrp.own,
    standbyClaim: plan.vrrp.standbyClaim,
    syncingClaim: plan.vrrp.syncingClaim,
    drainClaim: plan.vrrp.drainClaim,
    advertIntervalSeconds: cluster.advertInterval,
    missedAdverts: cluster.missedAdverts,
    vrrpAgreement,
    clusterFingerprint: fingerprintDigest(plan),
    images,
    updateCheck: cluster.updateCheck,
    failback: cluster.failback,
    failbackDelaySeconds: cluster.failbackDelay,
    sync: { maxRemovalPercent: cluster.maxRemovalPercent, staleAfterSeconds: cluster.syncStaleAfter },
    ownName: "pi.hole",
    recursionNames: cluster.probeNames,
    datedName,
    probe: probeTimes,
  };
  return jsonFile(config);
}
