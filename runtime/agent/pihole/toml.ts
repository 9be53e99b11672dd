/*
 * Reads and rewrites pihole.toml as FTL writes it: a table's header with its whole path (`[webserver.api]`), then one
 * setting after another, arrays over several lines, and remarks behind `#`.
 */

/** Where one setting's value stands in the text. */
interface Entry {
  readonly from: number;
  readonly to: number;
}

/** The settings of a pihole.toml by their keys (`dns.cache.size`), as they are spelt there, without remarks. */
export function tomlValues(text: string): ReadonlyMap<string, string> {
  return new Map([...entriesOf(text)].map(([key, { from, to }]) => [key, text.slice(from, to)]));
}

/** One setting's value as it is spelt there; undefined if it is not in there. */
export const tomlValue = (text: string, key: string): string | undefined => tomlValues(text).get(key);

/** A string setting; undefined if it is not in there, or no string. */
export function tomlString(text: string, key: string): string | undefined {
  const spelt = tomlValue(text, key);
  if (spelt === undefined) return undefined;
  if (/^'[^']*'$/.test(spelt)) return spelt.slice(1, -1);
  try {
    const value: unknown = JSON.parse(spelt);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `text` with those settings' values replaced by the ones given; a setting that is not in there is left out. */
export function withTomlValues(text: string, values: ReadonlyMap<string, string>): string {
  const entries = [...entriesOf(text)]
    .filter(([key]) => values.has(key))
    .sort(([, a], [, b]) => b.from - a.from);
  return entries.reduce(
    (now, [key, { from, to }]) => now.slice(0, from) + values.get(key)! + now.slice(to),
    text,
  );
}

function entriesOf(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let table = "";
  for (let at = 0; at < text.length; at = lineEnd(text, at) + 1) {
    const line = text.slice(at, lineEnd(text, at));
    const header = /^\s*\[([\w.-]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      table = header;
      continue;
    }
    const [before, name] = /^\s*([\w-]+)\s*=\s*/.exec(line) ?? [];
    if (before === undefined || name === undefined) continue;
    const from = at + before.length;
    const to = valueEnd(text, from);
    entries.set(table === "" ? name : `${table}.${name}`, { from, to });
    at = to;
  }
  return entries;
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
};

/** The end of the value that begins there: of an array behind its bracket, else before a remark or the line's end. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let quote = "";
  let end = from;
  for (let at = from; at < text.length; at++) {
    const letter = text[at]!;
    if (quote !== "") {
      if (letter === "\\" && quote === '"') at++;
      else if (letter === quote) quote = "";
      end = at + 1;
      continue;
    }
    if (letter === "\n" && depth === 0) break;
    if (letter === "#") {
      if (depth === 0) break;
      at = lineEnd(text, at);
      continue;
    }
    if (letter === '"' || letter === "'") quote = letter;
    if (letter === "[") depth++;
    if (letter === "]") depth--;
    if (!/\s/.test(letter)) end = at + 1;
  }
  return end;
}
