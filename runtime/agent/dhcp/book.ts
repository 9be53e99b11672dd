import { createHash } from "node:crypto";
import * as z from "zod";

const mac = /^(?:[0-9a-f]{2}-)?[0-9a-f]{2}(?::[0-9a-f]{2}){5,19}$/;
const clientId = /^(?:\*|[0-9a-f]{2}(?::[0-9a-f]{2})*)$/;
/** Of a device that sends none. */
export const noName = "*";
const name = /^(?:\*|[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)$/i;

export const leaseSchema = z.object({
  address: z.ipv4(),
  mac: z.string().max(80).regex(mac),
  /** The client identifier that the device sends, in hex; `*` if none. */
  id: z.string().max(800).regex(clientId),
  name: z.string().regex(name),
  /** In seconds of Unix time; 0 is never. */
  until: z.number().int().nonnegative(),
});

/** An address that a device may use, as a node of the cluster has leased it. */
export type Lease = z.infer<typeof leaseSchema>;

export const bookSchema = z.array(leaseSchema).max(65_536);

/** All leases that a node knows. No address and no device is in it twice. */
export type Book = readonly Lease[];

/** What tells one device from another, as dnsmasq does. */
export const deviceOf = ({ mac, id }: Pick<Lease, "mac" | "id">): string => (id === "*" ? mac : `id:${id}`);

/**
 * All of the first book, and the unexpired leases of the others whose address and device are not in it: if one of the
 * two is, the other book's lease is older.
 */
export function mergedBooks(first: Book, others: readonly Book[], now: number): Book {
  const all = [...first];
  const addresses = new Set(all.map(({ address }) => address));
  const devices = new Set(all.map(deviceOf));
  for (const lease of others.flat()) {
    const over = lease.until !== 0 && lease.until <= now;
    if (over || addresses.has(lease.address) || devices.has(deviceOf(lease))) continue;
    all.push(lease);
    addresses.add(lease.address);
    devices.add(deviceOf(lease));
  }
  return all;
}

/** Extends each lease to `until`: a device that got its address from the earlier leader keeps it for a whole lease. */
export const extended = (book: Book, until: number): Book =>
  book.map((lease) => (lease.until === 0 || lease.until > until ? lease : { ...lease, until }));

/** Equal if the same devices have the same addresses and names; a renewal does not change it. */
export const bookDigest = (book: Book): string =>
  createHash("sha256")
    .update(
      book
        .map((lease) => `${lease.address} ${deviceOf(lease)} ${lease.mac} ${lease.name}\n`)
        .sort()
        .join(""),
    )
    .digest("hex")
    .slice(0, 16);

/** A node's own leases whose address is unknown to the cluster's book, or another device's there. */
export function contradicted(own: Book, book: Book): Book {
  const byAddress = new Map(book.map((lease) => [lease.address, lease]));
  return own.filter((lease) => {
    const known = byAddress.get(lease.address);
    return known === undefined || deviceOf(known) !== deviceOf(lease);
  });
}
