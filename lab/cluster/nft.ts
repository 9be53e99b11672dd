import type { DrillNode } from "./cluster";
import { tryInNode } from "./node";

/** Takes one of a node's nft tables away, with its family (`inet name`). Fine if there is none; throws if it stays. */
export async function dropTable(node: DrillNode, table: string): Promise<void> {
  const list = () => tryInNode(node, "nft", "list", "table", ...table.split(" "));
  if ((await list()).code !== 0) return;
  await tryInNode(node, "nft", "delete", "table", ...table.split(" "));
  if ((await list()).code === 0) throw new Error(`${node.name}: the nft table "${table}" stays`);
}
