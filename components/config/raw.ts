import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readServiceFolder } from "./service-folder";
import { applySite, type Site } from "./site";
import type { RawConfig, RawValues } from "./types";

/** What Pulumi hands to the program for the stack that is being deployed. */
export interface StackConfig {
  readonly project: string;
  readonly stack: string;
  /** By full key (`ha-dns:vip`), as text; lists and objects as JSON. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads the config of the whole cluster: this stack's from Pulumi, its peers' from their stack files beside
 * Pulumi.yaml, so that each fact stands in one place and every stack checks all of them.
 */
export function readRawConfig(root: string, own: StackConfig, site?: Site): RawConfig {
  const project = readProjectValues(root, own.project);
  const raw: RawConfig = {
    stack: own.stack,
    project,
    stacks: {
      ...readStacks(root, own.project, nodeNames(site?.config?.nodes ?? project.nodes)),
      [own.stack]: ownValues(own, project),
    },
  };
  return withFolders(root, site ? applySite(raw, site) : raw);
}

/** Texts that are not in their files yet, by the files' names; they are read in place of what is there. */
export type ConfigTexts = Readonly<Record<string, string>>;

/** The same from files alone, where Pulumi hands nothing over; as the founder's stack sees it. */
export function readConfigFiles(
  root: string,
  projectName: string,
  site?: Site,
  texts: ConfigTexts = {},
): RawConfig {
  const read = (file: string): string | undefined => texts[path.basename(file)] ?? textOf(file);
  const project = unwrap(configOf(read(path.join(root, "Pulumi.yaml"))), projectName);
  const nodes = nodeNames(site?.config?.nodes ?? project.nodes);
  const stacks = readStacks(root, projectName, nodes, read);
  const raw: RawConfig = { stack: nodes[0] ?? "", project, stacks };
  return withFolders(root, site ? applySite(raw, site) : raw);
}

function withFolders(root: string, raw: RawConfig): RawConfig {
  const given = raw.stacks[raw.stack]?.services ?? raw.project.services;
  const named = Array.isArray(given) ? given.map((it) => (it as { folder?: unknown } | null)?.folder) : [];
  const folders = named.filter((folder) => typeof folder === "string");
  return {
    ...raw,
    folders: Object.fromEntries(folders.map((folder) => [folder, readServiceFolder(root, folder)])),
  };
}

function nodeNames(given: unknown): string[] {
  const listed = Array.isArray(given) ? given : String(given ?? "").split(",");
  return listed.map((name) => String(name).trim()).filter((name) => /^[a-z0-9-]+$/.test(name));
}

/** The text of a file; undefined if there is none. */
const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, "utf8") : undefined;

/** What the nodes' stack files say; a node without one is left out. */
function readStacks(
  root: string,
  project: string,
  nodes: readonly string[],
  read = textOf,
): Record<string, RawValues> {
  const texts = nodes.map((node) => [node, read(stackFile(root, node))] as const);
  const existing = texts.filter(([, text]) => text !== undefined);
  return Object.fromEntries(existing.map(([node, text]) => [node, unwrap(configOf(text), project)]));
}

/** The file that holds a stack's own config. */
export const stackFile = (root: string, stack: string): string => path.join(root, `Pulumi.${stack}.yaml`);

/** What a stack's own file says; empty if there is none. */
export const readStackValues = (root: string, project: string, stack: string): RawValues =>
  unwrap(readStackFile(root, stack), project);

/** The same as it stands, with the project's prefix and what is encrypted. */
export const readStackFile = (root: string, stack: string): RawValues =>
  configOf(textOf(stackFile(root, stack)));

/** What Pulumi.yaml gives all stacks. */
export const readProjectValues = (root: string, project: string): RawValues =>
  unwrap(configOf(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")), project);

/** This stack's own values: Pulumi hands over the project's as well, and those are left where they stand. */
function ownValues(own: StackConfig, project: RawValues): RawValues {
  const prefix = `${own.project}:`;
  const mine = Object.entries(own.values)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text] as const)
    .map(([key, text]) => [key, fromText(text)] as const)
    .filter(([key, value]) => !Object.hasOwn(project, key) || asText(project[key]) !== asText(value));
  return Object.fromEntries(mine);
}

/** Equal for equal values: Pulumi hands an object over with its keys in an order of its own. */
const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, (_key, part: unknown) => inOrder(part));

const inOrder = (part: unknown): unknown =>
  typeof part === "object" && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part;

/** Pulumi gives lists as JSON; everything else stays text, and is given its type by the key's schema. */
function fromText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function configOf(text = ""): RawValues {
  const document = parse(text) as { config?: RawValues } | null;
  return document?.config ?? {};
}

/** Takes off the project's prefix and the `value:` of project-level config. */
function unwrap(values: RawValues, project: string): RawValues {
  const entries = Object.entries(values).map(([key, value]) => {
    const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
    const wrapped = typeof value === "object" && value !== null && "value" in value;
    return [name, wrapped ? value.value : value] as const;
  });
  return Object.fromEntries(entries);
}
