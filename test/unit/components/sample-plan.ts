import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { keys } from "../../../components/config/keys";
import { loadSpec } from "../../../components/config/load";
import { planNode, type NodePlan } from "../../../components/config/plan";
import type { ClusterSpec, RawConfig } from "../../../components/config/types";

const third = {
  host: "192.168.8.13",
  podAddress: "192.168.8.241",
  unboundAddress: "192.168.8.243",
  priority: "80",
};

/** Keys by which the sample has IPv6 as well; the peers' are `peer6` and `third6`. */
export const dualStack = {
  vip6: "fd00:53::250",
  subnet6: "fd00:53::/64",
  podAddress6: "fd00:53::251",
  unboundAddress6: "fd00:53::253",
};
const peer6 = { podAddress6: "fd00:53::252", unboundAddress6: "fd00:53::254" };
const third6 = { podAddress6: "fd00:53::241", unboundAddress6: "fd00:53::243" };

/** The two-node sample as it stands in the files, and a third node that is there to be named. */
export function sampleConfig(): RawConfig {
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
  return {
    stack: "pi1",
    project: Object.fromEntries(project) as Record<string, unknown>,
    stacks: { pi1: stack("pi1"), pi2: stack("pi2"), pi3: third },
  };
}

type Changes = Partial<Record<keyof typeof keys, unknown>>;

/** The plan of the sample's first node, with some of the cluster's or its own values changed. */
export const samplePlan = (changes: Changes = {}, folders: RawConfig["folders"] = {}): NodePlan =>
  planNode(sampleSpec(changes, folders));

/** The config of the sample, with some of the cluster's or its first node's values changed. */
export function sampleSpec(changes: Changes = {}, folders: RawConfig["folders"] = {}): ClusterSpec {
  const { project, stacks, ...raw } = sampleConfig();
  const own = Object.entries(changes).filter(([key]) => key in stacks.pi1! || key in peer6);
  const shared = Object.entries(changes).filter(([key]) => !(key in peer6));
  const loaded = loadSpec({
    ...raw,
    project: { ...project, ...Object.fromEntries(shared) },
    stacks: {
      ...stacks,
      pi1: { ...stacks.pi1, ...Object.fromEntries(own) },
      pi2: { ...stacks.pi2, ...("podAddress6" in changes ? peer6 : {}) },
      pi3: { ...stacks.pi3, ...("podAddress6" in changes ? third6 : {}) },
    },
    folders,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.spec;
}
