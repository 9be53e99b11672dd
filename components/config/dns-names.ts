import ipaddr from "ipaddr.js";

/** A text was not what it should be; completes "expected …" in an error. */
export class Unreadable {
  constructor(readonly expected: string) {}
}

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
// Unbound keeps the records below a name of its own, which takes a few of the 253 characters.
const longestName = 240;

/** A domain name in the one spelling that is compared: lower case, without a dot at its end. Undefined if it is none. */
export function domainName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, "");
  const fits = name.length <= longestName && name.split(".").every((part) => label.test(part));
  return fits && !/^[0-9.]+$/.test(name) ? name : undefined;
}

/** A name whose first label may be `*`: every name below the rest. */
export function ownerName(text: string): string | undefined {
  if (!text.startsWith("*.")) return domainName(text);
  const below = domainName(text.slice(2));
  return below === undefined ? undefined : `*.${below}`;
}

/** What a name is within: that name itself, or for a wildcard what stands behind the `*`. */
export const withoutWildcard = (name: string): string => name.replace(/^\*\./, "");

/** Whether a name is a zone's own or below it. */
export const isInZone = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/**
 * The zone of the reverse lookups of a subnet: 192.168.8.0/24 is 8.168.192.in-addr.arpa. Undefined if the subnet does
 * not end at a dot.
 */
export function reverseZone(subnet: string): string | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(subnet)) return undefined;
  const [network = "", bits = ""] = subnet.split("/");
  if (!["8", "16", "24"].includes(bits)) return undefined;
  if (ipaddr.IPv4.networkAddressFromCIDR(subnet).toString() !== network) return undefined;
  const octets = network.split(".").slice(0, Number(bits) / 8);
  return [...octets.reverse(), "in-addr", "arpa"].join(".");
}

/** ADDRESS or ADDRESS@PORT with the port always there; undefined if it is neither. */
export function serverAddress(text: string): string | undefined {
  const [address = "", port = "53", ...rest] = text.trim().split("@");
  const isPort = /^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  if (rest.length > 0 || !isPort || !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  return `${address}@${Number(port)}`;
}
