import { files } from "../../runtime/contract/files";
import { type Cluster, type DrillNode } from "./cluster";
import { tryInNode } from "./node";

/** The nodes that say of themselves that they lead. Throws, with how to look further, if one cannot be asked. */
export async function leadersOf({ nodes }: Cluster): Promise<DrillNode[]> {
  const roles = await Promise.all(nodes.map(roleOf));
  return nodes.filter((_, i) => roles[i] === "leader");
}

async function roleOf(node: DrillNode): Promise<string> {
  const said = await tryInNode(node, "cat", files.role);
  if (said.code === 0) return said.stdout.trim();
  throw new Error(
    `${node.name} (${node.host}) cannot be asked whether it leads: ${said.stderr.trim()}\n` +
      `look further: npx pulumi preview -s ${node.name} --refresh`,
  );
}
