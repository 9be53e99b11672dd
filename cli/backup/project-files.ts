import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { NodePlan } from "../../components/config/plan";

/** The files of the project that say what the cluster is, by their path below its root. */
export function projectFiles(root: string, nodes: readonly NodePlan[]): string[] {
  const named = ["Pulumi.yaml", ...nodes.map(({ node }) => `Pulumi.${node.name}.yaml`)];
  const folders = nodes[0]!.cluster.services.map(({ folder }) => folder);
  const own = folders.flatMap((folder) => filesBelow(root, folder));
  return [...new Set([...named, ...own])].filter((file) => existsSync(path.join(root, file))).sort();
}

function filesBelow(root: string, folder: string): string[] {
  if (path.isAbsolute(folder) || folder.startsWith("..")) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}

export const contentOf = (root: string, file: string): Buffer => readFileSync(path.join(root, file));
