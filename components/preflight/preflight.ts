import { answered, type Answer } from "../peers/ask";
import { noAccess } from "./access";
import { collect, type Visit, type Visited } from "./collect";
import type { Finding } from "./finding";
import { clocksOfNodes } from "./rules/clock";
import { judge } from "./rules/rules";

/** Checks the hosts of some nodes, all at once, and gives every finding. `agents`: what the cluster's agents answer. */
export async function preflight(
  visits: readonly Visit[],
  agents: Promise<readonly Answer[]>,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const visited = Promise.all(visits.map((visit) => collect(visit, signal)));
  return findings(await visited, await agents);
}

/** What is to be said of hosts. Pure. */
export function findings(visited: readonly Visited[], agents: readonly Answer[]): Finding[] {
  const clusterLeads = agents.some((answer) => answered(answer) && answer.role === "leader");
  const clocks = visited.flatMap(({ plan, facts }) =>
    facts ? [{ node: plan.node.name, clock: facts.clock }] : [],
  );
  return [
    ...visited.flatMap(({ plan, ssh, facts, trouble }) =>
      facts ? judge({ plan, facts, clusterLeads }) : [noAccess(plan.node.name, ssh, trouble)],
    ),
    ...clocksOfNodes(clocks),
  ];
}
