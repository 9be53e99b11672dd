/** What a line of a list gives: names, an ABP pattern, nothing, or something that is no domain. */
export type Line =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "abp"; readonly pattern: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "invalid"; readonly text: string };

const nothing: Line = { kind: "nothing" };
/** What hosts files begin with, and nobody means to block. */
const own = new Set(
  (
    "localhost localhost.localdomain local broadcasthost ip6-localhost ip6-loopback lo0 localhost ip6-localnet " +
    "ip6-mcastprefix ip6-allnodes ip6-allrouters ip6-allhosts 0.0.0.0"
  ).split(" "),
);
const domain =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.%a-z0-9]*)$/;
const abp = /^(?:@@)?\|\|([^/^$]+)\^$/;

/** Reads one line of a list that blocks or allows: a hosts file's, a plain name, or `||name^` (`@@||name^` allows). */
export function parseLine(line: string): Line {
  const hash = line.indexOf("#");
  const text = (hash < 0 ? line : line.slice(0, hash)).trim().toLowerCase();
  if (text === "" || text.startsWith("!") || text.startsWith("[")) return nothing;
  const pattern = abp.exec(text);
  if (pattern !== null)
    return domain.test(pattern[1]!) ? { kind: "abp", pattern: text } : { kind: "invalid", text };
  if (!/\s/.test(text)) return nameOr(text, [text]);
  const [first = "", ...rest] = text.split(/\s+/);
  return address.test(first) ? nameOr(text, rest) : { kind: "invalid", text };
}

function nameOr(text: string, words: readonly string[]): Line {
  const names = words.filter((word) => !own.has(word));
  if (names.length === 0) return nothing;
  // An IPv4 address has the form of a name, but for its last label.
  const good = names.every((name) => domain.test(name) && !/\.\d+$/.test(name));
  return good ? { kind: "names", names } : { kind: "invalid", text };
}
