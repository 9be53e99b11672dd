import readline from "node:readline/promises";
import { UsageError } from "./command-line";
import type { Cluster, DrillNode } from "./cluster/cluster";
import type { Fault } from "./faults/fault";
import { type DrillOptions, safeFaults } from "./drill-options";

/** What a drill will do to a cluster that people depend on, in words. */
export function describeIntent(
  { vip, nodes }: Pick<Cluster, "vip" | "nodes">,
  leaders: readonly DrillNode[],
  { what, qps }: Pick<DrillOptions, "what" | "qps">,
): string {
  const faults = what.kind === "fault" ? [what.fault] : safeFaults;
  const times = "runs" in what && what.runs > 1 ? `${what.runs} times` : "once";
  const place = (node: DrillNode) => `${node.name} (${node.host})`;
  return [
    `This is the cluster that answers on ${vip}: ${nodes.map(place).join(", ")}.`,
    ...faults.map((fault) => {
      const places = struck(fault, nodes, leaders).map(place).join(" or ");
      return `${fault.name} at ${places}, ${times}: ${fault.description}.`;
    }),
    `Meanwhile this machine asks ${vip} ${qps} queries a second, which Pi-hole's query log will show.`,
    "",
  ].join("\n");
}

/** The nodes that may be hit; more than one if it is not clear who leads. */
function struck(
  fault: Fault,
  nodes: readonly DrillNode[],
  leaders: readonly DrillNode[],
): readonly DrillNode[] {
  if (leaders.length !== 1) return nodes;
  return nodes.filter((node) => leaders.includes(node) === (fault.at === "leader"));
}

/**
 * Resolves to true if the person at the terminal says yes. Throws UsageError if nobody can be asked: nothing is
 * done to a real cluster by a script that did not say so.
 */
export async function agreed(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  if (!input.isTTY) throw new UsageError("there is no terminal to ask on: say --yes to do it without asking");
  const questions = readline.createInterface({ input, output });
  try {
    return (await questions.question("Do it? Only yes will do: ")).trim() === "yes";
  } finally {
    questions.close();
  }
}
