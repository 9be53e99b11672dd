import { same, type Item, type Value } from "./item";

/** What a pihole.toml says: values by key, as JSON, and the keys that the environment had forced when it was written. */
export interface TomlContent {
  readonly values: ReadonlyMap<string, unknown>;
  readonly forced: ReadonlySet<string>;
  /** Lines that could not be read. */
  readonly problems: readonly string[];
}

const show = (value: Value): string =>
  Array.isArray(value) ? `[${value.map((each) => JSON.stringify(each)).join(", ")}]` : JSON.stringify(value);

/** Writes all settings, one a line, with FTL's remarks: `### CHANGED (env), default = …`. */
export function writeToml(
  items: readonly Item[],
  values: ReadonlyMap<string, Value>,
  forced: ReadonlySet<string>,
): string {
  const lines = ["# Pi-hole configuration file (stand-in)", "# Encoding: UTF-8"];
  lines.push("# This file is managed by pihole-FTL");
  let section = "";
  for (const item of items) {
    // The password itself is kept nowhere; its hash is a setting of its own.
    if (item.type === "password (write-only string)") continue;
    const dot = item.key.lastIndexOf(".");
    if (item.key.slice(0, dot) !== section) {
      section = item.key.slice(0, dot);
      lines.push("", `[${section}]`);
    }
    const value = values.get(item.key) ?? item.default;
    const env = forced.has(item.key) ? " (env)" : "";
    const remark =
      same(value, item.default) && env === "" ? "" : ` ### CHANGED${env}, default = ${show(item.default)}`;
    lines.push(`${item.key.slice(dot + 1)} = ${show(value)}${remark}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Reads what writeToml wrote, and what people make of it by hand: comments, arrays over several lines. */
export function readToml(text: string): TomlContent {
  const values = new Map<string, unknown>();
  const forced = new Set<string>();
  const problems: string[] = [];
  let section = "";
  let pending = "";
  for (const line of text.split("\n")) {
    const [code, comment] = splitComment(line);
    const statement = `${pending} ${code}`.trim();
    pending = "";
    if (statement === "") continue;
    const header = /^\[([\w.]+)\]$/.exec(statement);
    if (header?.[1] !== undefined) {
      section = header[1];
      continue;
    }
    const [, name, raw] = /^(\w+)\s*=\s*(.*)$/.exec(statement) ?? [];
    if (name === undefined || raw === undefined) {
      problems.push(statement);
      continue;
    }
    if (raw.startsWith("[") && !raw.endsWith("]")) {
      pending = statement;
      continue;
    }
    const value = parse(raw);
    if (value === undefined) problems.push(statement);
    else values.set(`${section}.${name}`, value);
    if (comment.includes("CHANGED (env)")) forced.add(`${section}.${name}`);
  }
  if (pending !== "") problems.push(pending);
  return { values, forced, problems };
}

/** TOML's strings, numbers, booleans and arrays of them are JSON, but for a comma before the closing bracket. */
function parse(raw: string): unknown {
  try {
    return JSON.parse(raw.replace(/,\s*\]$/, "]"));
  } catch {
    return undefined;
  }
}

function splitComment(line: string): [code: string, comment: string] {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (quoted && line[i] === "\\") i++;
    else if (line[i] === '"') quoted = !quoted;
    else if (line[i] === "#" && !quoted) return [line.slice(0, i).trim(), line.slice(i)];
  }
  return [line.trim(), ""];
}
