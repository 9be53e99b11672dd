import { leaseSchema, noName, type Book, type Lease } from "./book";

/**
 * The IPv4 leases in dnsmasq's lease file. Other lines are skipped. A device may send any name: with one that is no
 * host's name it keeps its address, and has no name.
 */
export function parseLeases(text: string): Book {
  return text.split("\n").flatMap((line) => {
    const [until, mac, address, name, id] = line.split(" ");
    const { data } = leaseSchema.safeParse({
      until: Number(until),
      mac: mac?.toLowerCase(),
      address,
      name: leaseSchema.shape.name.safeParse(name).data ?? noName,
      id: id?.toLowerCase(),
    });
    return data ? [data] : [];
  });
}

/** A dhcp-host line: it reserves an address for a device. It has no name, because the device may change its name. */
const hostLine = ({ address, mac, id }: Lease): string => `${id === "*" ? mac : `id:${id}`},${address}\n`;

/** One file for each address, by file name, so that dnsmasq reads only new ones. */
export const hostFiles = (book: Book): ReadonlyMap<string, string> =>
  new Map(book.map((lease) => [lease.address, hostLine(lease)]));

/**
 * A hosts file. If two devices have the same name, the one with the lower address gets it. No device gets a name that
 * somebody else has, whatever name it sends: dnsmasq sees to that for its own leases, and not for a hosts file.
 */
export function namesFile(book: Book, domain: string, taken: ReadonlySet<string>): string {
  const isFree = (name: string): boolean => !taken.has(name) && !taken.has(`${name}.${domain.toLowerCase()}`);
  const named = book
    .filter(({ name }) => name !== noName && isFree(name.toLowerCase()))
    .sort((a, b) => a.address.localeCompare(b.address, "en", { numeric: true }));
  const first = new Map<string, Lease>();
  for (const lease of named)
    if (!first.has(lease.name.toLowerCase())) first.set(lease.name.toLowerCase(), lease);
  return [...first.values()].map(({ address, name }) => `${address} ${name}.${domain} ${name}\n`).join("");
}

/** Pi-hole's own static leases take precedence: dnsmasq refuses a second line for an address. */
export function withoutStatic(book: Book, hosts: string): Book {
  const words = new Set(hosts.toLowerCase().split(/[^0-9a-f.:-]+/));
  return book.filter(({ address, mac }) => !words.has(address) && !words.has(mac));
}
