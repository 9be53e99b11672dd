import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import * as z from "zod";
import { Failure } from "./failure";

/** By host, its addresses when they were found last. */
export const knownSchema = z.record(z.string(), z.object({ addresses: z.array(z.string()), at: z.number() }));
export type KnownAddresses = Readonly<z.infer<typeof knownSchema>>;

/** The last good addresses are used so long if nobody can be asked. */
const keptMs = 24 * 3_600_000;
const mostHosts = 32;
const tryMs = 1_000;

export interface NamesOptions {
  /** ADDRESS:PORT of each node's Unbound, this node's first: the message that DNS is down needs DNS. */
  readonly resolvers: readonly string[];
  /** Of this node's Pi-hole, which knows the names of the LAN. */
  readonly local: string;
  readonly known: {
    readonly load: () => KnownAddresses | undefined;
    readonly save: (known: KnownAddresses) => void;
  };
  readonly now: () => number;
}

/** Resolves the names of servers to which messages go; never asks what the container's own resolv.conf names. */
export class Names {
  private readonly unbounds = new Resolver({ timeout: tryMs, tries: 1 });
  private readonly local = new Resolver({ timeout: tryMs, tries: 1 });
  private known: KnownAddresses;

  constructor(private readonly options: NamesOptions) {
    this.unbounds.setServers(options.resolvers);
    this.local.setServers([options.local]);
    this.known = options.known.load() ?? {};
  }

  /** At least one address. Rejects with a Failure. */
  async addresses(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    for (const resolver of [this.unbounds, this.local]) {
      const found = await resolve(resolver, host);
      if (found.length === 0) continue;
      this.remember(host, found);
      return found;
    }
    const last = this.known[host];
    if (last && this.options.now() - last.at < keptMs) return last.addresses;
    throw new Failure("its name does not resolve");
  }

  /** For node:http, node:https and node:net. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.addresses(host).then(
      (addresses) => {
        const all = addresses.map((address) => ({ address, family: isIP(address) }));
        if (options.all) callback(null, all);
        else callback(null, all[0]!.address, all[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };

  private remember(host: string, addresses: readonly string[]): void {
    const now = this.options.now();
    const last = this.known[host];
    // The file is on a card that wears: it is not written for an hour's difference in age alone.
    const same = last?.addresses.join() === addresses.join() && now - last.at < keptMs / 4;
    if (same) return;
    const others = Object.entries(this.known).filter(([name]) => name !== host);
    this.known = Object.fromEntries([
      ...others.slice(-(mostHosts - 1)),
      [host, { addresses: [...addresses], at: now }],
    ]);
    this.options.known.save(this.known);
  }
}

/** Its IPv4 addresses, else its IPv6 ones, else none. */
async function resolve(resolver: Resolver, host: string): Promise<string[]> {
  const four = await resolver.resolve4(host).catch(() => []);
  if (four.length > 0) return four.sort();
  return (await resolver.resolve6(host).catch(() => [])).sort();
}
