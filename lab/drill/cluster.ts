import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type LabNode, type LabSettings, labSettings, names } from "../settings";

export interface DrillNode extends LabNode {
  readonly priority: number;
}

/** The cluster that a drill is about. */
export interface Cluster {
  readonly vip: string;
  readonly nodes: readonly DrillNode[];
  /** The container from which clients ask. */
  readonly client: string;
  readonly failback: "automatic" | "manual";
  /** The lab's own folder, for evidence. */
  readonly folder: string;
}

interface ConfigFile {
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The lab's cluster, as its config files and the subnet that the lab chose say. */
export const labCluster = (root: string): Cluster => clusterOf(labSettings(root));

export function clusterOf(settings: LabSettings): Cluster {
  const read = (file: string) =>
    (parse(readFileSync(path.join(settings.root, file), "utf8")) as ConfigFile).config ?? {};
  const shared = read("Pulumi.yaml");
  const setting = (node: string, key: string) => {
    const own = read(`Pulumi.${node}.yaml`)[`ha-dns:${key}`];
    return own ?? (shared[key] as { value?: unknown } | undefined)?.value;
  };
  const nodes = settings.nodes.map((node) => ({ ...node, priority: Number(setting(node.name, "priority")) }));
  const failback = setting(nodes[0]?.name ?? "", "failback") === "manual" ? "manual" : "automatic";
  return { vip: settings.vip, nodes, client: names.client, failback, folder: settings.folder };
}

/** The node that must lead a whole cluster; undefined where any of them may (manual failback). */
export function expectedLeader(cluster: Cluster): string | undefined {
  if (cluster.failback === "manual") return undefined;
  return [...cluster.nodes].sort((a, b) => b.priority - a.priority)[0]?.name;
}
