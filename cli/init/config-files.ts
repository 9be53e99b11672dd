import { Document, isMap, parseDocument, Scalar, YAMLMap, type Pair } from "yaml";
import { keys, type KeyName } from "../../components/config/keys";
import type { Described, DescribedNode } from "./described";

/** Texts of config files by their names. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The config files of a cluster. Keeps what is already in the files, with its comments. A new key gets a comment in the
 * schema's own words. Pure.
 */
export function configFiles(
  { cluster, nodes }: Described,
  further: Readonly<Record<string, unknown>>,
  before: Texts,
): Texts {
  const names = nodes.map(({ name }) => name);
  return filesOf(nodes, { nodes: names, ...cluster, ...further }, before);
}

/** The files that change when nodes are added to a cluster. Pure. */
export function filesWithNodes(
  names: readonly string[],
  added: readonly DescribedNode[],
  before: Texts,
): Texts {
  return filesOf(added, { nodes: [...names, ...added.map(({ name }) => name)] }, before);
}

/** The stack file of each node, and the values of Pulumi.yaml. */
function filesOf(
  nodes: readonly DescribedNode[],
  values: Readonly<Record<string, unknown>>,
  before: Texts,
): Texts {
  const stacks = nodes.map((node) => [stackName(node), stackFile(before[stackName(node)] ?? "", node)]);
  const project = projectFile(before["Pulumi.yaml"] ?? "", values);
  // Last, because a node belongs to the cluster as soon as Pulumi.yaml names it.
  return { ...(Object.fromEntries(stacks) as Texts), "Pulumi.yaml": project };
}

const stackName = ({ name }: DescribedNode): string => `Pulumi.${name}.yaml`;

/** `KEY: {value: VALUE}` below `config`. */
function projectFile(text: string, values: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  const config = configOf(document);
  for (const [name, value] of Object.entries(values)) {
    const own = config.get(name);
    if (isMap(own)) setValue(document, own as YAMLMap, "value", value);
    else addPair(document, config, name, name, { value });
  }
  return written(document);
}

/** `ha-dns:KEY: VALUE` below `config`. */
function stackFile(text: string, { name: _name, ...values }: DescribedNode): string {
  const document = parseDocument(text);
  const config = configOf(document);
  for (const [name, value] of Object.entries(values)) {
    const key = `ha-dns:${name}`;
    // Pulumi writes numbers as text.
    const written = typeof value === "number" ? quoted(String(value)) : value;
    if (config.has(key)) setValue(document, config, key, written);
    else addPair(document, config, name, key, written);
  }
  return written(document);
}

function configOf(document: Document): YAMLMap {
  const config = document.get("config");
  if (isMap(config)) return config as YAMLMap;
  const made = new YAMLMap();
  document.set("config", made);
  return made;
}

function setValue(document: Document, map: YAMLMap, key: string, value: unknown): void {
  const node = asNode(document, value);
  const before = map.get(key, true);
  // A comment at the end of the line is about the key, and stays.
  if (before instanceof Scalar && before.comment) node.comment = before.comment;
  map.set(key, node);
}

function addPair(document: Document, config: YAMLMap, name: string, key: string, value: unknown): void {
  const pair = document.createPair(key, asNode(document, value)) as Pair<Scalar>;
  const { description } = keys[name as KeyName] ?? { description: "" };
  if (description !== "") pair.key.commentBefore = wrapped(description);
  config.add(pair);
}

function asNode(document: Document, value: unknown) {
  const node = value instanceof Scalar ? value : document.createNode(value);
  // A list of names is on one line, as people write it.
  if (Array.isArray(value)) (node as unknown as YAMLMap).flow = true;
  return node as Scalar;
}

function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = "QUOTE_DOUBLE";
  return scalar;
}

/** Comment lines of at most 110 characters. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 108) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => ` ${line}`).join("\n");
}

const written = (document: Document): string =>
  document.toString({ lineWidth: 0, flowCollectionPadding: false });
