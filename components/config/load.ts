import type { z } from "zod";
import { keys, pageCertificateKey, secretKeys, serviceSecretsKey, type KeyName } from "./keys";
import type { Key } from "./key";
import { nearest } from "./nearest";
import { heartbeatUrlKey, notifySecretsKey } from "./notify-keys";
import { observeSecretKeys } from "./observe-keys";
import { toProblem, type Problem } from "./problem";
import { publicNameTokenKey } from "./public-name-keys";
import { checkCluster } from "./rules";
import type { ClusterSpec, PartialSpec, RawConfig, RawValues } from "./types";

export type LoadedConfig =
  | { readonly ok: true; readonly spec: ClusterSpec }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Gives the config its types and checks it, key by key and then across keys. Reports every problem at once. */
export function loadSpec(raw: RawConfig): LoadedConfig {
  const problems: Problem[] = [];
  const own = readValues(raw, raw.stack, "cluster", problems);
  const names = own.nodes as string[] | undefined;
  const nodes = (names ?? []).filter((name) => Object.hasOwn(raw.stacks, name));
  const values = nodes.map((name) => ({ name, ...readValues(raw, name, "node", problems) }));
  problems.push(...unknownKeys(raw));
  if (names) problems.push(...missingStacks(raw, names));
  const folders = raw.folders ?? {};
  const partial = { stack: raw.stack, cluster: own, nodes: values, folders } as PartialSpec;
  const whereIs = (node: string, key: string): string => fileOf(raw, node, key);
  problems.push(...checkCluster(partial).map((finding) => toProblem(finding, raw.stack, whereIs)));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, spec: partial as ClusterSpec };
}

function readValues(raw: RawConfig, node: string, scope: "cluster" | "node", problems: Problem[]): RawValues {
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    if (key.scope !== scope) continue;
    const given = raw.stacks[node]?.[name] ?? raw.project[name];
    if (given === undefined && key.default !== undefined) {
      values[name] = key.default;
      continue;
    }
    if (given === undefined && key.optional) continue;
    const parsed = key.schema.safeParse(given === "" && key.default !== "" ? undefined : given);
    if (given !== undefined && parsed.success && isPlain(given)) values[name] = parsed.data;
    else problems.push(...badValues(raw, node, name as KeyName, given, parsed.error?.issues ?? []));
  }
  return values;
}

/** A control character is in no value: it ends a line of some daemon's file, or acts on a terminal. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string") return !/\p{Cc}/u.test(value);
  return typeof value !== "object" || value === null || Object.entries(value).flat().every(isPlain);
}

/** Every element or field whose own reason is known; else the value as a whole. */
function badValues(
  raw: RawConfig,
  node: string,
  name: KeyName,
  given: unknown,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  const whole = badValue(raw, node, name, given);
  if (!issues.every(({ code, path }) => code === "custom" && path.length > 0)) return [whole];
  if (issues.length === 0) return [whole];
  return issues.map((issue) => ({
    ...whole,
    key: `${name}${issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("")}`,
    found: describe(issue.path.reduce(partOf, given)),
    expected: issue.message,
    ...saidBy(issue),
  }));
}

/** A check may say itself what was found, because the value may be a secret, and how to fix it. */
function saidBy(issue: z.core.$ZodIssue): Partial<Pick<Problem, "found" | "fix">> {
  const { found, fix } = (issue.code === "custom" && issue.params) || {};
  return {
    ...(typeof found === "string" ? { found } : {}),
    ...(typeof fix === "string" ? { fix } : {}),
  };
}

/** What stands at a step of a path; a text that stands for a list of one is its only element. */
const partOf = (value: unknown, step: PropertyKey): unknown =>
  typeof value === "string" ? value : (value as Record<PropertyKey, unknown> | undefined)?.[step];

function badValue(raw: RawConfig, node: string, name: KeyName, given: unknown): Problem {
  const key: Key = keys[name];
  const stackOption = key.scope === "node" ? ` -s ${node}` : "";
  return {
    key: name,
    file: fileOf(raw, node, name),
    found:
      key.hidden && given !== undefined ? "a value that does not fit, and is not shown" : describe(given),
    expected: key.expected,
    fix: /^[[{]/.test(key.example)
      ? inFile(key.scope === "node" ? node : undefined, name, key.example)
      : `pulumi config set ${name} ${key.example}${stackOption}`,
  };
}

const inFile = (node: string | undefined, name: string, example: string): string =>
  node
    ? `in Pulumi.${node}.yaml: ha-dns:${name}: ${example}`
    : `in Pulumi.yaml: ${name}: {value: ${example}}`;

function describe(given: unknown): string {
  if (given === undefined) return "nothing";
  if (given === "") return '"" (empty)';
  return typeof given === "string" && isPlain(given) ? given : JSON.stringify(given);
}

/** The file a person has to open to change what a node uses for a key. */
function fileOf(raw: RawConfig, node: string, name: string): string {
  const inStack = raw.stacks[node]?.[name] !== undefined;
  const isNodes = Object.hasOwn(keys, name) && keys[name as KeyName].scope === "node";
  return inStack || (isNodes && raw.project[name] === undefined) ? `Pulumi.${node}.yaml` : "Pulumi.yaml";
}

function unknownKeys(raw: RawConfig): Problem[] {
  const known = [
    ...Object.keys(keys),
    ...Object.keys(secretKeys),
    serviceSecretsKey,
    pageCertificateKey,
    notifySecretsKey,
    heartbeatUrlKey,
    publicNameTokenKey,
    ...Object.keys(observeSecretKeys),
  ];
  const places: [string, RawValues][] = [
    ["Pulumi.yaml", raw.project],
    ...Object.entries(raw.stacks).map(([node, values]): [string, RawValues] => [
      `Pulumi.${node}.yaml`,
      Object.fromEntries(Object.entries(values).filter(([name]) => !Object.hasOwn(raw.project, name))),
    ]),
  ];
  return places.flatMap(([file, values]) =>
    Object.keys(values)
      .filter((name) => !known.includes(name))
      .map((name): Problem => {
        const near = nearest(name, known);
        return {
          key: name,
          file,
          found: "a key that does not exist",
          expected: near ? `${near}?` : `one of ${known.sort().join(", ")}`,
          fix: `pulumi config rm ${name}${near ? `, then set ${near}` : ""}`,
        };
      }),
  );
}

function missingStacks(raw: RawConfig, names: readonly string[]): Problem[] {
  const missing = names
    .filter((name) => !Object.hasOwn(raw.stacks, name))
    .map((name): Problem => ({
      key: "nodes",
      file: "Pulumi.yaml",
      found: `${name}, which has no stack file`,
      expected: `a file Pulumi.${name}.yaml with host, podAddress, unboundAddress and priority`,
      fix: `copy another node's file to Pulumi.${name}.yaml and change its values`,
    }));
  if (names.includes(raw.stack)) return missing;
  return [
    ...missing,
    {
      key: "nodes",
      file: "Pulumi.yaml",
      found: `[${names.join(", ")}], without this stack`,
      expected: `a list with ${raw.stack} in it: a stack's name is its node's name`,
      fix: `add ${raw.stack} to nodes, or select one of the others: pulumi stack select ${names[0]}`,
    },
  ];
}
