import { isIP } from "node:net";
import type { Value } from "./item";

/** A name as FTL accepts it for a host: labels of letters, digits, `-` and `_`, at most 253 characters. */
export const isDomain = (name: string): boolean =>
  name.length <= 253 && name.split(".").every((label) => /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/.test(label));

type Check = (value: Value, key: string) => string | undefined;

/** Runs a check on each element of an array and says which one is wrong. */
const each =
  (check: (entry: string) => string | undefined): Check =>
  (value, key) => {
    for (const [i, entry] of (value as readonly string[]).entries()) {
      const problem = check(entry);
      if (problem !== undefined) return `${key}[${i}]: ${problem}`;
    }
    return undefined;
  };

export const checkHosts: Check = each((entry) => {
  const [address = "", ...rest] = entry.trim().split(/\s+/);
  if (address === "") return `found no first element ("${entry}")`;
  if (isIP(address) === 0) return `neither a valid IPv4 nor IPv6 address ("${address}")`;
  const comment = rest.findIndex((word) => word.startsWith("#"));
  const names = comment < 0 ? rest : rest.slice(0, comment);
  const wrong = names.find((name) => !isDomain(name));
  if (wrong !== undefined) return `invalid hostname ("${wrong}")`;
  return names.length === 0 ? `entry does not have at least one hostname ("${entry}")` : undefined;
});

export const checkCnames: Check = each((entry) => {
  const parts = entry.split(",");
  const empty = parts.indexOf("");
  if (empty >= 0) return `contains an empty string at position ${empty}`;
  return parts.length < 2 ? "not a valid CNAME definition (too few elements)" : undefined;
});

export const checkRevServers: Check = each((entry) => {
  const parts = entry.split(",");
  const [enabled = "", network = "", server = "", domain] = parts;
  if (parts.includes("")) return "contains two commas following each other immediately";
  if (enabled !== "true" && enabled !== "false") return `<enabled> not a boolean ("${enabled}")`;
  if (parts.length < 3) {
    const form = "<enabled>,<ip-address>[/<prefix-len>],<server>[#<port>][,<domain>]";
    return `entry does not have all required elements (${form})`;
  }
  const [address = "", prefix] = network.split("/");
  const version = isIP(address);
  if (version === 0) return `<ip-address> neither a valid IPv4 nor IPv6 address ("${address}")`;
  if (prefix !== undefined && !isNumberUpTo(prefix, version === 4 ? 32 : 128)) {
    return `<prefix-len> not a valid IPv${version} prefix length ("${prefix}")`;
  }
  const [host = "", port] = server.split("#");
  if (isIP(host) === 0 && !isDomain(host)) {
    return `<server> neither a valid domain nor an IPv4 or IPv6 address ("${host}")`;
  }
  if (port !== undefined && !isNumberUpTo(port, 65535)) return `server <port> not a valid port ("${port}")`;
  if (domain !== undefined && !isDomain(domain)) return `specified <domain> not a valid domain ("${domain}")`;
  return parts.length > 4 ? "too many elements" : undefined;
});

export const checkDomain: Check = (value, key) =>
  isDomain(String(value)) ? undefined : `${key}: not a valid domain ("${String(value)}")`;

export const checkDomainOrEmpty: Check = (value, key) => (value === "" ? undefined : checkDomain(value, key));

const isNumberUpTo = (text: string, max: number): boolean => /^\d+$/.test(text) && Number(text) <= max;
