import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { SshTarget } from "../providers/ssh/target";
import { sshTarget } from "./config/ssh-access";
import { loadSpec } from "./config/load";
import type { ClusterSpec } from "./config/types";
import { planNode, type NodePlan } from "./config/plan";
import { describeProblems } from "./config/problem";
import { readConfigFiles, type ConfigTexts } from "./config/raw";
import { readSite } from "./config/site";

/** A node as its files describe it, and how its host is reached. */
export interface FileNode {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
}

/**
 * Reads and checks the whole config without Pulumi, from the checkout's files alone. Throws with every problem in it.
 * `siteFile`: see config/site.ts. `texts`: what is to stand in the files, to check it before it is written.
 */
export function loadFiles(
  root: string,
  siteFile: string | undefined,
  texts: ConfigTexts = {},
): { readonly spec: ClusterSpec; readonly nodes: readonly FileNode[] } {
  const project = texts["Pulumi.yaml"] ?? readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
  const { name } = parse(project) as { readonly name: string };
  const raw = readConfigFiles(root, name, readSite(siteFile), texts);
  const loaded = loadSpec(raw);
  if (!loaded.ok) throw new Error(describeProblems(raw.stack, loaded.problems));
  const { spec } = loaded;
  const nodes = spec.nodes.map((node) => ({
    plan: planNode({ ...spec, stack: node.name }),
    ssh: sshTarget(root, spec.cluster, node),
  }));
  return { spec, nodes };
}
