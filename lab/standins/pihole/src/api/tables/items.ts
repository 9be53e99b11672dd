import { domainToASCII } from "node:url";
import { isDomain } from "../../config/checks";
import type { TableName } from "../../gravity/tables";

/** What a request's items become in the database, or FTL's words for why the request is refused as a whole. */
export type Items =
  | { readonly items: readonly string[] }
  | { readonly key: string; readonly message: string; readonly hint: string | null };

const notRegex = (hint: string | null): Items => ({
  key: "regex_error",
  message: "Regex validation failed",
  hint,
});

/** Checks the items of a POST or PUT: regexes compile, nothing but a group has spaces, domains become punycode. */
export function checkItems(table: TableName, regex: boolean, raw: readonly unknown[]): Items {
  const items: string[] = [];
  for (const item of raw) {
    if (typeof item !== "string") return notRegex(null);
    if (regex) {
      const problem = regexProblem(item);
      if (problem !== undefined) return notRegex(problem);
    } else if (table !== "groups" && /[ \t\n]/.test(item)) {
      const message = "Spaces, newlines and tabs are not allowed in domains and URLs";
      return { key: "bad_request", message, hint: item };
    }
    const isExact = table === "domains" && !regex;
    const stored = isExact ? toPunycode(item) : item;
    if (isExact && !isDomain(stored)) return { key: "bad_request", message: "Invalid domain", hint: item };
    items.push(stored);
  }
  return { items };
}

function toPunycode(domain: string): string {
  // The function for URLs would take 1.2 for the address 1.0.0.2: what is ASCII already is not for it.
  return /^[\x20-\x7e]*$/.test(domain) ? domain.toLowerCase() : domainToASCII(domain);
}

/** What FTL's regex library says, by the end of what this one says. */
const posixWords: readonly (readonly [string, string])[] = [
  ["Unterminated group", "Missing ')'"],
  ["Unterminated character class", "Missing ']'"],
  ["Nothing to repeat", "Invalid use of repetition operators"],
  ["Range out of order in character class", "Invalid character range"],
  ["\\ at end of pattern", "Trailing backslash"],
];

/** Close to FTL's POSIX dialect: its options after `;` are cut off, a leading `*` is a character. */
function regexProblem(pattern: string): string | undefined {
  const classes = { alnum: "a-zA-Z0-9", alpha: "a-zA-Z", digit: "0-9", xdigit: "0-9a-fA-F", space: "\\s" };
  const plain = pattern
    .replace(/;(querytype|invert|reply)\b.*$/, "")
    .replace(/^\*/, "\\*")
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name as keyof typeof classes] ?? whole);
  try {
    new RegExp(plain);
    return undefined;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return posixWords.find(([here]) => problem.endsWith(here))?.[1] ?? problem;
  }
}
