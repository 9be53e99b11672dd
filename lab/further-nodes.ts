/** A node's values, as its stack file would hold them. */
export interface NodeConfig {
  readonly name: string;
  readonly host: string;
  readonly podAddress: string;
  readonly unboundAddress: string;
  readonly priority: number;
}

/** The addresses that no further node may have; all of them in one /24. */
export interface Occupied {
  /** The VIP, the gateway, and the lab's own machines. */
  readonly addresses: readonly string[];
  /** As in the config: FROM-TO, or "" if there is none. */
  readonly dhcpPool: string;
}

/**
 * As many nodes as asked for beyond those that the config has: named on from the last one, with the free addresses
 * that are nearest to its own, and a priority below all others'. Throws where no address or priority is left.
 */
export function furtherNodes(
  given: readonly NodeConfig[],
  count: number,
  occupied: Occupied,
): readonly NodeConfig[] {
  const nodes = [...given];
  while (nodes.length < given.length + count) nodes.push(furtherNode(nodes, occupied));
  return nodes.slice(given.length);
}

function furtherNode(nodes: readonly NodeConfig[], occupied: Occupied): NodeConfig {
  const last = nodes.at(-1);
  if (!last) throw new Error("the config has no node to name further ones after");
  const taken = new Set([
    ...occupied.addresses.map(lastNumber),
    ...nodes.flatMap((node) => [node.host, node.podAddress, node.unboundAddress].map(lastNumber)),
  ]);
  const near = (address: string): string => {
    const number = nearestFree(lastNumber(address), (n) => taken.has(n) || inPool(n, occupied.dhcpPool));
    taken.add(number);
    return address.replace(/\d+$/, String(number));
  };
  return {
    name: nextName(nodes.map(({ name }) => name)),
    host: near(last.host),
    podAddress: near(last.podAddress),
    unboundAddress: near(last.unboundAddress),
    priority: priorityBelow(Math.min(...nodes.map(({ priority }) => priority))),
  };
}

/** The name with the next free number at its end: `pi2` follows `pi1`, and `attic2` follows `attic`. */
function nextName(names: readonly string[]): string {
  const [, stem = "", digits = ""] = /^(.*?)(\d*)$/.exec(names.at(-1)!) ?? [];
  let number = digits === "" ? 2 : Number(digits) + 1;
  while (names.includes(`${stem}${number}`)) number++;
  return `${stem}${number}`;
}

function nearestFree(from: number, isTaken: (number: number) => boolean): number {
  for (let distance = 1; distance < 254; distance++)
    for (const number of [from + distance, from - distance])
      if (number >= 1 && number <= 254 && !isTaken(number)) return number;
  throw new Error("the subnet has no free address left for a further node");
}

function priorityBelow(lowest: number): number {
  if (lowest <= 1) throw new Error(`no priority is left below ${lowest} for a further node`);
  return lowest > 10 ? lowest - 10 : lowest - 1;
}

function inPool(number: number, pool: string): boolean {
  if (pool === "") return false;
  const [from, to] = pool.split("-").map((end) => lastNumber(end.trim())) as [number, number];
  return from <= number && number <= to;
}

const lastNumber = (address: string): number => Number(address.split(".")[3]);
