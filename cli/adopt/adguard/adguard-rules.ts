import type { FoundContent, Left } from "../../../runtime/contract/adoption";

export type FoundDomain = NonNullable<FoundContent["domains"]>[number];

/** AdGuard's rules as a Pi-hole has them. */
export interface AdGuardRules {
  readonly domains: Pick<FoundDomain, "domain" | "type" | "kind">[];
  /** `ADDRESS NAME…`, for rules that answer with an address. */
  readonly hosts: string[];
  readonly left: Left[];
}

const name = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;
const hostsLine = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:.]+)\s+(\S.*)$/i;
const blockingAddresses = ["0.0.0.0", "127.0.0.1", "::", "::1"];
/** `$important` puts a rule before those of the lists, as every rule of a person is in a Pi-hole. */
const harmless = ["important"];

/** Reads the rules that a person has entered. A rule that a Pi-hole cannot have goes to `left`. */
export function readRules(rules: readonly string[]): AdGuardRules {
  const read: AdGuardRules = { domains: [], hosts: [], left: [] };
  let comments = 0;
  for (const rule of rules.map((each) => each.trim())) {
    if (rule === "") continue;
    if (rule.startsWith("!") || rule.startsWith("#")) comments++;
    else readRule(rule, read);
  }
  if (comments > 0)
    read.left.push({ what: `${comments} comments among the rules`, why: "comments are no rules" });
  return read;
}

function readRule(rule: string, { domains, hosts, left }: AdGuardRules): void {
  const leave = (why: string): void => void left.push({ what: `rule: ${rule}`, why });
  const line = hostsLine.exec(rule.replace(/\s+#.*$/, ""));
  if (line) {
    const [, address = "", names = ""] = line;
    const blocked = blockingAddresses.includes(address);
    if (!blocked) return void hosts.push(`${address} ${names.replace(/\s+/g, " ")}`);
    for (const domain of names.split(/\s+/)) domains.push({ domain, type: "deny", kind: "exact" });
    return;
  }
  const type = rule.startsWith("@@") ? "allow" : "deny";
  const { pattern, modifiers } = partsOf(type === "allow" ? rule.slice(2) : rule);
  const strange = modifiers.filter((each) => !harmless.includes(each));
  if (strange.length > 0) return leave(`a Pi-hole has nothing like $${strange.join(",")}`);
  const domain = domainOf(pattern, type);
  if (!domain) return leave("a Pi-hole knows names and regular expressions, and no such pattern");
  domains.push(domain);
}

/** A rule's pattern, and what stands behind its `$`; inside a regular expression that character is part of it. */
function partsOf(rule: string): { pattern: string; modifiers: string[] } {
  const end = rule.startsWith("/") ? rule.lastIndexOf("/") + 1 : 0;
  const at = rule.indexOf("$", Math.max(end, 0));
  if (at < 0) return { pattern: rule, modifiers: [] };
  return { pattern: rule.slice(0, at), modifiers: rule.slice(at + 1).split(",") };
}

function domainOf(pattern: string, type: FoundDomain["type"]): AdGuardRules["domains"][number] | undefined {
  const regex = /^\/(.+)\/$/.exec(pattern)?.[1];
  if (regex !== undefined) return { domain: regex, type, kind: "regex" };
  const [, bars = "", text = ""] = /^(\|{0,2})([^|^]+)\^?$/.exec(pattern) ?? [];
  if (!name.test(text)) return undefined;
  // `||` is a name with all below it, for which Pi-hole has this expression.
  if (bars === "||") return { domain: `(\\.|^)${text.replaceAll(".", "\\.")}$`, type, kind: "regex" };
  return { domain: text, type, kind: "exact" };
}
