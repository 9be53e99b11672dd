import ipaddr from "ipaddr.js";

/** Addresses from one to another, both among them, as numbers. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

export const addressNumber = (address: string): number =>
  ipaddr.IPv4.parse(address.trim()).octets.reduce((sum, octet) => sum * 256 + octet, 0);

export const addressText = (number: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");

/** A range of two addresses with a hyphen between them. */
export function parseRange(text: string): AddressRange {
  const [from, to] = text.split("-").map(addressNumber) as [number, number];
  return { from, to };
}

export const inRange = (address: string, { from, to }: AddressRange): boolean =>
  from <= addressNumber(address) && addressNumber(address) <= to;

/**
 * A node's own part of the range, from which it gives addresses to new devices first, and the parts on both sides of it,
 * for when its own is full. Two nodes that do not hear each other so give no address twice. The first and last part end
 * where the range does. A part begins and ends with no .0 or .255, which Pi-hole refuses.
 */
export function partsOf(
  range: AddressRange,
  place: number,
  nodes: number,
): { readonly own: AddressRange; readonly others: readonly AddressRange[] } {
  const size = range.to - range.from + 1;
  const begin = (part: number): number => range.from + Math.floor((size * part) / nodes);
  const own = trimmed({ from: begin(place), to: begin(place + 1) - 1 });
  const before = trimmed({ from: range.from, to: begin(place) - 1 });
  const after = trimmed({ from: begin(place + 1), to: range.to });
  return { own, others: [before, after].filter(({ from, to }) => from <= to) };
}

function trimmed({ from, to }: AddressRange): AddressRange {
  const isUnfit = (number: number): boolean => number % 256 === 0 || number % 256 === 255;
  if (from <= to && isUnfit(from)) return trimmed({ from: from + 1, to });
  if (from <= to && isUnfit(to)) return trimmed({ from, to: to - 1 });
  return { from, to };
}
