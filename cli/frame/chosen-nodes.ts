import type { FileNode } from "../../components/load-files";
import { UsageError } from "./command-type";

/** The nodes that are named, or all if none is. Throws UsageError for a name that no node has. */
export function chosenNodes(all: readonly FileNode[], names: readonly string[]): readonly FileNode[] {
  const known = all.map(({ plan }) => plan.node.name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new UsageError(`there is no node ${stranger}; there are ${known.join(", ")}`);
  return all.filter(({ plan }) => names.length === 0 || names.includes(plan.node.name));
}
