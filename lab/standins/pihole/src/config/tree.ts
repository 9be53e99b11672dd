import type { Item, Value } from "./item";

export interface Tree {
  [name: string]: Tree | Leaf;
}
type Leaf = Value | Detail;

interface Detail {
  readonly description: string;
  readonly allowed: unknown;
  readonly type: string;
  readonly value: Value;
  readonly default: Value;
  readonly modified: boolean;
  readonly flags: { restart_dnsmasq: boolean; session_reset: boolean; env_var: boolean };
}

/** Puts `leaf(item)` of every item whose key begins with `path` into a tree of objects. */
export function buildTree(items: readonly Item[], path: readonly string[], leaf: (item: Item) => Leaf): Tree {
  const root: Tree = {};
  for (const item of items) {
    const names = item.key.split(".");
    if (!path.every((name, i) => names[i] === name)) continue;
    let node = root;
    for (const name of names.slice(0, -1)) node = (node[name] ??= {}) as Tree;
    node[names.at(-1)!] = leaf(item);
  }
  return root;
}

/** What stands at `a.b.c` in parsed JSON, or undefined. */
export function lookUp(json: unknown, key: string): unknown {
  let node = json;
  for (const name of key.split(".")) {
    if (typeof node !== "object" || node === null) return undefined;
    node = (node as Record<string, unknown>)[name];
  }
  return node;
}
