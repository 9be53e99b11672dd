import { same, type Item, type Value } from "./item";
import { items } from "./items";
import { fromJson } from "./read-value";
import { lookUp } from "./tree";

/** What a PATCH of the config would change, or FTL's words for why it is refused as a whole. */
export type Patch =
  | { readonly ok: true; readonly changed: readonly Item[]; readonly values: ReadonlyMap<string, Value> }
  | { readonly ok: false; readonly message: string; readonly hint: string };

interface Current {
  valueOf(item: Item): Value;
  isForced(key: string): boolean;
}

const refuse = (message: string, hint: string): Patch => ({ ok: false, message, hint });

/** Compares a PATCH's `config` with what is in force: all of it is good, or none of it is taken. Unknown keys are ignored. */
export function planPatch(current: Current, config: unknown): Patch {
  const changed: Item[] = [];
  const values = new Map<string, Value>();
  for (const item of items) {
    const raw = lookUp(config, item.key);
    if (raw === undefined || raw === null) continue;
    if (item.fileOnly && raw === true) {
      return refuse("This config option can only be set in pihole.toml, not via the API", item.key);
    }
    if (item.writeOnly && raw === "********") continue;
    const read = fromJson(item, raw);
    if (!read.ok) return refuse("Config item is invalid", `${item.key}: ${read.problem}`);
    // FTL takes a password even where the environment forces it; it then lasts until the next start.
    const isPassword = item.type === "password (write-only string)";
    if (!isPassword && same(read.value, current.valueOf(item))) continue;
    if (!isPassword && current.isForced(item.key)) {
      return refuse("Config items set via environment variables cannot be changed via the API", item.key);
    }
    const problem = item.check?.(read.value, item.key);
    if (problem !== undefined) return refuse("Config item validation failed", problem);
    changed.push(item);
    values.set(item.key, read.value);
  }
  return { ok: true, changed, values };
}
