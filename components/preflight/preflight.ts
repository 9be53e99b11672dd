import { isLeader, type PeerAnswer } from "../peers/ask-agents";
import { noAccess } from "./no-access";
import { collect, type Visit, type Visited } from "./collect";
import type { Finding } from "./finding";
import { clocksOfNodes } from "./rules/clocks";
import { judgeHost } from "./rules/all-rules";

export interface PreflightOptions {
  /** Ends the visits. */
  readonly signal?: AbortSignal;
  /** Called when a node's host has been asked. */
  readonly onVisited?: (seen: Visited) => void;
}

/** Checks the hosts of some nodes, all at once, and gives every finding. `agents`: what the cluster's agents answer. */
export async function preflight(
  visits: readonly Visit[],
  agents: Promise<readonly PeerAnswer[]>,
  { signal, onVisited }: PreflightOptions = {},
): Promise<Finding[]> {
  const visited = visits.map(async (visit) => {
    const seen = await collect(visit, signal);
    onVisited?.(seen);
    return seen;
  });
  return findings(await Promise.all(visited), await agents);
}

/** What is to be said of hosts. Pure. */
export function findings(visited: readonly Visited[], agents: readonly PeerAnswer[]): Finding[] {
  const clusterLeads = agents.some(isLeader);
  const clocks = visited.flatMap(({ plan, facts }) =>
    facts ? [{ node: plan.node.name, clock: facts.clock }] : [],
  );
  return [
    ...visited.flatMap(({ plan, ssh, facts, trouble }) =>
      facts ? judgeHost({ plan, facts, clusterLeads }) : [noAccess(plan.node.name, ssh, trouble)],
    ),
    ...clocksOfNodes(clocks),
  ];
}
