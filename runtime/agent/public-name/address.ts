import { BlockList, isIPv4 } from "node:net";
import { Failure, failureOf } from "../notify/failure";
import { lookMs } from "./when-to-update";

/** Addresses that cannot be reached over the internet (IANA's special-purpose registry). */
const special = new BlockList();
for (const network of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]) {
  const [address, bits] = network.split("/");
  special.addSubnet(address!, Number(bits));
}

/** Whether an address can be reached over the internet. */
const isPublic = (address: string): boolean => isIPv4(address) && !special.check(address);

/** Asks one source; resolves to the text of its answer. */
type AskSource = (url: string) => Promise<string>;

/**
 * The house's public address: the one that two sources agree on. A single source can be wrong, or name a proxy.
 * Rejects with a Failure if no two agree, or they name an address that nobody can reach.
 */
export async function publicAddress(sources: readonly string[], ask: AskSource): Promise<string> {
  const found: string[] = [];
  const troubles: string[] = [];
  const askAll = async (some: readonly string[]): Promise<string | undefined> => {
    const answers = await Promise.allSettled(some.map(ask));
    answers.forEach((answer, i) => {
      const host = new URL(some[i]!).hostname;
      if (answer.status === "rejected") troubles.push(`${host}: ${failureOf(answer.reason).message}`);
      else if (isIPv4(answer.value.trim())) found.push(answer.value.trim());
      else troubles.push(`${host}: its answer is no IPv4 address`);
    });
    return found.find((address, i) => found.indexOf(address) !== i);
  };
  const agreed = (await askAll(sources.slice(0, 2))) ?? (await askAll(sources.slice(2)));
  if (agreed === undefined)
    throw new Failure(
      `no two sources name the same public address (${[...new Set(found), ...troubles].join("; ")})`.slice(
        0,
        300,
      ),
    );
  if (!isPublic(agreed))
    throw new Failure(
      `the sources name ${agreed}, which nobody on the internet can reach: the provider translates addresses (CGNAT)`,
      true,
      lookMs,
    );
  return agreed;
}
