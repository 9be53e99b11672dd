/** A name in the lab's internet, and the one IPv4 address that it has. */
export interface NamedAddress {
  readonly name: string;
  readonly address: string;
}

/*
 * No name here ends in `.test`, although it is reserved for such uses: Unbound and Pi-hole both answer it by
 * themselves (RFC 6761), and no query would ever get here.
 */

/** Names with a long TTL (an hour), signed: after the first answer they come from a cache. */
export const cachedNames: readonly NamedAddress[] = [
  { name: "shop.example", address: "203.0.113.10" },
  { name: "www.shop.example", address: "203.0.113.11" },
  { name: "bank.example", address: "203.0.113.20" },
  { name: "login.bank.example", address: "203.0.113.21" },
  { name: "news.example", address: "203.0.113.30" },
  { name: "example.com", address: "203.0.113.40" },
  { name: "example.net", address: "203.0.113.50" },
  { name: "example.org", address: "203.0.113.60" },
];

/** What every name under wild.example resolves to. */
export const wildAddress = "203.0.113.200";

/** The i-th of endlessly many names, signed. `run` tells one run's names from another's: a new name is in no cache. */
export const distinctName = (i: number, run = "r"): NamedAddress => ({
  name: `${run}-${i}.wild.example`,
  address: wildAddress,
});

/** Has a TTL of one second, as has every name under it: answers for it come from here, not from a cache. */
export const shortLivedName: NamedAddress = { name: "short.example", address: "203.0.113.201" };

/** An alias and the address behind it. */
export const aliasName: NamedAddress = { name: "cart.shop.example", address: "203.0.113.11" };

/** Its signature does not fit its data: a validating resolver answers SERVFAIL. */
export const bogusName = "bogus.example";

/** In a zone without signatures, which its parent proves: an answer, without the AD flag. */
export const insecureName: NamedAddress = { name: "plain.example", address: "203.0.113.70" };

/** By these hosts get the time: in an unsigned zone, and in a signed one. */
export const timeServers: readonly NamedAddress[] = [
  { name: "0.debian.pool.ntp.org", address: "203.0.113.80" },
  { name: "time.cloudflare.com", address: "203.0.113.81" },
];

/** Does not exist (NXDOMAIN, signed). */
export const nxName = "nothing.shop.example";

/** Names that a real Pi-hole resolves before it builds its lists at its first start; nobody has their addresses. */
export const piholeFirstStartNames: readonly NamedAddress[] = [
  { name: "github.com", address: "203.0.113.80" },
  { name: "raw.githubusercontent.com", address: "203.0.113.81" },
];

/** In a signed zone of the house's own, with an address in the LAN. */
export const privateName: NamedAddress = { name: "nas.home.example", address: "192.168.8.20" };

/** As Plex gives its servers names; not signed. */
export const plexName: NamedAddress = { name: "192-168-8-20.hash.plex.direct", address: "192.168.8.20" };

/** A name of the internet that points into the LAN without anybody's leave. */
export const rebindingName = "rebind.example";

/** Has a TXT record of 15 strings, about 3,700 bytes. */
export const bigName = "big.shop.example";

/** Has an SSHFP record, signed. */
export const sshfpName = "host.shop.example";

/** A name that the lab's router alone knows, and its reverse lookup. */
export const routersName: NamedAddress = { name: "printer.home.arpa", address: "192.168.8.40" };
