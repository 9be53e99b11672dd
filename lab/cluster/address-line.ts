/** One address as `ip -4 -o addr` lists it, or as `ip -ts -4 -o monitor address` tells its coming or going. */
export interface AddressLine {
  readonly address: string;
  readonly link: string;
  readonly deleted: boolean;
  /** Unix time in ms, where the line is stamped. */
  readonly wallMs?: number;
}

/** Undefined for a line that tells of no IPv4 address. Stamps are read as UTC. */
export function parseAddressLine(line: string): AddressLine | undefined {
  const found = /^(?:\[(.+?)\] )?(Deleted )?(\d+): \S+ +inet (\d+\.\d+\.\d+\.\d+)\//.exec(line);
  if (!found) return undefined;
  const [, stamp, deleted, link, address] = found;
  return {
    address: address!,
    link: link!,
    deleted: deleted !== undefined,
    ...(stamp === undefined ? {} : { wallMs: Date.parse(`${stamp}Z`) }),
  };
}
