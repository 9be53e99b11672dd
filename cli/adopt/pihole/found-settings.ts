import * as z from "zod";
import type { FoundContent, Left } from "../../../runtime/contract/adoption";
import { errorText } from "../../../runtime/contract/error-text";

export type Settings = FoundContent["settings"];

const leaf = z.object({ value: z.unknown(), modified: z.boolean(), flags: z.object({}) });

/** The settings of GET /api/config?detailed=true. Throws if it is none. */
export function settingsOfApi(answer: unknown): Settings {
  const { data } = z.object({ config: z.record(z.string(), z.unknown()) }).safeParse(answer);
  if (!data) throw new Error("not settings of Pi-hole's (GET /api/config?detailed=true)");
  return flat(data.config, (node) => {
    const { data: found } = leaf.safeParse(node);
    return found && { value: found.value, changed: found.modified };
  });
}

/** The settings of a pihole.toml. Rejects if it is none. */
export async function settingsOfToml(text: string): Promise<Settings> {
  const changed = changedKeys(text);
  return flat(await tomlTree(text), (node, key) =>
    typeof node !== "object" || node === null || Array.isArray(node)
      ? { value: node, changed: changed(key) }
      : undefined,
  );
}

/** The settings of a tree by their path in it. `setting` gives the one that a node is; undefined if it has branches. */
function flat(
  tree: unknown,
  setting: (node: unknown, key: string) => Settings[string] | undefined,
): Settings {
  const below = (node: unknown, key: string): [string, Settings[string]][] => {
    const found = setting(node, key);
    if (found) return [[key, found]];
    return branches(node).flatMap(([name, child]) => below(child, key ? `${key}.${name}` : name));
  };
  return Object.fromEntries(below(tree, ""));
}

async function tomlTree(text: string): Promise<unknown> {
  const { parse } = await import("smol-toml");
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`pihole.toml: not a settings file of Pi-hole v6: ${errorText(error).split("\n")[0]}`, {
      cause: error,
    });
  }
}

const branches = (tree: unknown): [string, unknown][] =>
  typeof tree === "object" && tree !== null ? Object.entries(tree) : [];

const section = /^\s*\[([\w.-]+)\]\s*(#.*)?$/;
const assignment = /^\s*([\w-]+)\s*=/;
const mark = /### CHANGED\b/;

/** Whether somebody has set a key: Pi-hole marks it, behind its value. In a file without marks a person has set all. */
function changedKeys(text: string): (key: string) => boolean {
  if (!mark.test(text)) return () => true;
  const marked = new Set<string>();
  let [folder, key] = ["", ""];
  for (const line of text.split("\n")) {
    const opened = section.exec(line)?.[1];
    if (opened !== undefined) folder = opened;
    const name = assignment.exec(line)?.[1];
    if (name !== undefined) key = folder ? `${folder}.${name}` : name;
    if (mark.test(line)) marked.add(key);
  }
  return (each) => marked.has(each);
}

/** Whether the source blocks is not taken over: the cluster goes on as it is, with its timer. */
export function blockingLeft(enabled: boolean): Left[] {
  if (enabled) return [];
  return [{ what: "blocking", why: "it is switched off there; in the cluster it stays as it is" }];
}
