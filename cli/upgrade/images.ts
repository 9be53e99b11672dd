import { readFileSync } from "node:fs";
import path from "node:path";
import { isMap, parseDocument, type YAMLMap } from "yaml";
import { replaceConfigFile } from "../init/replace-file";

/** The images of a node by their part, as agents tell them. */
export type Images = Readonly<Record<string, string>>;

const keyOf = {
  pod: "podImage",
  pihole: "piholeImage",
  unbound: "unboundImage",
  runtime: "runtimeImage",
} as const;

/** A config key that names another image than the one that ran before. */
export interface ImageKey {
  readonly key: string;
  readonly found: string;
  readonly before: string;
}

/** The keys of Pulumi.yaml that do not name the images that ran before. Pure. */
export function changedKeys(project: string, before: Images): ImageKey[] {
  const config = parseDocument(project).get("config");
  if (!isMap(config)) return [];
  return Object.entries(keyOf).flatMap(([part, key]) => {
    const found = valueOf(config as YAMLMap, key);
    const reference = before[part];
    if (found === undefined || reference === undefined) return [];
    const value = reference.startsWith("ha-dns/") ? "build" : reference;
    return found === value ? [] : [{ key, found, before: value }];
  });
}

/** Has Pulumi.yaml name the images that ran before. Gives the keys that it has changed. */
export function restoreImages(root: string, before: Images): ImageKey[] {
  const file = path.join(root, "Pulumi.yaml");
  const text = readFileSync(file, "utf8");
  const keys = changedKeys(text, before);
  if (keys.length === 0) return [];
  const document = parseDocument(text);
  for (const { key, before: value } of keys) {
    const path = isMap(document.getIn(["config", key])) ? ["config", key, "value"] : ["config", key];
    document.setIn(path, value);
  }
  replaceConfigFile(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
  return keys;
}

function valueOf(config: YAMLMap, key: string): string | undefined {
  const given = config.get(key);
  const value = isMap(given) ? given.get("value") : given;
  return typeof value === "string" ? value : undefined;
}
