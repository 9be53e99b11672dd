import ipaddr from "ipaddr.js";
import { domainName, ownerName, Unreadable } from "./dns-names";

/** One local record. `data` is what a zone file has behind the type, in its one spelling. */
export interface DnsRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly data: string;
}

const types = {
  A: { read: (text: string) => ipv4(text), expected: "an IPv4 address" },
  AAAA: { read: (text: string) => ipv6(text), expected: "an IPv6 address" },
  CNAME: { read: (text: string) => target(text), expected: "a domain name" },
  TXT: { read: (text: string) => strings(text), expected: 'text in double quotes, such as "v=spf1 -all"' },
  SRV: { read: (text: string) => service(text), expected: "PRIORITY WEIGHT PORT NAME" },
} as const;

export type RecordType = keyof typeof types;

export const recordForm = "NAME TYPE VALUE with a type of A, AAAA, CNAME, TXT or SRV";

/** Reads `NAME TYPE VALUE`, or `NAME ADDRESS`. Gives the record, or what was expected instead. */
export function readDnsRecord(text: string): DnsRecord | Unreadable {
  const [, owner = "", rest = ""] = /^(\S+)\s+(.*)$/s.exec(text.trim()) ?? [];
  const name = ownerName(owner);
  if (name === undefined || !name.includes("."))
    return new Unreadable(`${recordForm}; NAME has two labels or more, and may begin with *.`);
  const [, word = "", value = ""] = /^([A-Za-z]+)\s+(.*)$/s.exec(rest) ?? [];
  const type = word ? word.toUpperCase() : ipv4(rest) ? "A" : "AAAA";
  if (!isType(type)) return new Unreadable(recordForm);
  const data = types[type].read((word ? value : rest).trim());
  return data === undefined
    ? new Unreadable(word ? `${types[type].expected} behind ${type}` : recordForm)
    : { name, type, data };
}

const isType = (text: string): text is RecordType => Object.hasOwn(types, text);

const ipv4 = (text: string) => (ipaddr.IPv4.isValidFourPartDecimal(text) ? text : undefined);

const ipv6 = (text: string) =>
  ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text).toString() : undefined;

function target(text: string): string | undefined {
  const name = domainName(text);
  return name === undefined ? undefined : `${name}.`;
}

function service(text: string): string | undefined {
  const [priority, weight, port, name, ...rest] = text.split(/\s+/);
  const numbers = [priority, weight, port];
  const fits = numbers.every((part) => /^[0-9]{1,5}$/.test(part ?? "") && Number(part) <= 65_535);
  const host = target(name ?? "");
  if (!fits || rest.length > 0 || host === undefined) return undefined;
  return [...numbers.map(Number), host].join(" ");
}

/** One or more strings in double quotes, or one text without any; each of at most 255 characters, longer ones are cut up. */
function strings(text: string): string | undefined {
  const quoted = /^"/.test(text);
  const parts = quoted ? [...text.matchAll(/"((?:[^"\\]|\\["\\])*)"(?:\s+|$)/gy)] : [];
  if (quoted && parts.map(([whole]) => whole).join("") !== text) return undefined;
  const plain = quoted ? parts.map(([, inner = ""]) => inner.replace(/\\(.)/g, "$1")) : [text];
  const printable = plain.every((part) => /^[\x20-\x7e]*$/.test(part));
  if (!printable || plain.length === 0 || plain.join("").length > 4_000 || text === "") return undefined;
  return plain
    .flatMap((part) => part.match(/.{1,255}/g) ?? [""])
    .map((part) => `"${part.replace(/["\\]/g, "\\$&")}"`)
    .join(" ");
}
