import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { keys } from "../../../components/config/keys";
import { loadSpec } from "../../../components/config/load";
import { planNode, type NodePlan } from "../../../components/config/plan";
import type { RawConfig } from "../../../components/config/types";

const third = {
  host: "192.168.8.13",
  podAddress: "192.168.8.241",
  unboundAddress: "192.168.8.243",
  priority: "80",
};

/** The plan of the two-node sample's first node, with some of the cluster's or its own values changed; a third node is there to be named. */
export function samplePlan(
  changes: Partial<Record<keyof typeof keys, unknown>> = {},
  folders: RawConfig["folders"] = {},
): NodePlan {
  const file = path.join(__dirname, "../../samples/valid/two-nodes.yaml");
  const { files } = parse(readFileSync(file, "utf8")) as {
    files: Record<string, { config: Record<string, unknown> }>;
  };
  const project = Object.entries(files["Pulumi.yaml"]!.config).map(([key, value]) => [
    key,
    (value as { value: unknown }).value,
  ]);
  const stack = (name: string) =>
    Object.fromEntries(
      Object.entries(files[`Pulumi.${name}.yaml`]!.config).map(([key, value]) => [key.split(":")[1], value]),
    ) as Record<string, unknown>;
  const own = Object.entries(changes).filter(([key]) => key in stack("pi1"));
  const loaded = loadSpec({
    stack: "pi1",
    project: { ...Object.fromEntries(project), ...changes } as Record<string, unknown>,
    stacks: { pi1: { ...stack("pi1"), ...Object.fromEntries(own) }, pi2: stack("pi2"), pi3: third },
    folders,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return planNode(loaded.spec);
}
