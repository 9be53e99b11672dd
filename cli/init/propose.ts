import ipaddr from "ipaddr.js";
import { addressNumber, addressText, parseRange } from "../../components/config/dhcp-range";

/** What an address of the cluster must not be, and how many nodes there will be. */
export interface Ground {
  /** In CIDR notation. */
  readonly subnet: string;
  readonly gateway: string;
  /** `FROM-TO`, or "" if there is no DHCP server. */
  readonly dhcpPool: string;
  /** The hosts' own addresses, one a node. */
  readonly hosts: readonly string[];
  /** Addresses that somebody answers for, or that the cluster has already. */
  readonly taken: readonly string[];
  /** VRRP ids that were heard on the LAN. */
  readonly vrids: readonly number[];
}

export interface NodeProposal {
  readonly podAddress: string;
  readonly unboundAddress: string;
  readonly priority: number;
}

export interface Proposal {
  readonly vip: string;
  readonly vrid: number;
  /** In the order of the hosts; the first leads. */
  readonly nodes: readonly NodeProposal[];
}

/**
 * Proposes all that the cluster needs: the highest free addresses of the subnet, the VIP first, then the pods, then
 * the Unbounds. Throws with what is missing if there are too few.
 */
export function propose(ground: Ground): Proposal {
  const count = ground.hosts.length;
  const addresses = highestFree(ground, 1 + 2 * count);
  const [vip, ...rest] = addresses as [string, ...string[]];
  return {
    vip,
    vrid: freeVrid(ground.vrids),
    nodes: ground.hosts.map((_, i) => ({
      podAddress: rest[i]!,
      unboundAddress: rest[count + i]!,
      priority: priorityOf(i, count),
    })),
  };
}

/** Addresses and priorities for nodes that come to a cluster; `priorities` are those of the nodes that it has. */
export function proposeNodes(ground: Ground, priorities: readonly number[]): NodeProposal[] {
  const count = ground.hosts.length;
  const addresses = highestFree(ground, 2 * count);
  const used = [...priorities];
  return ground.hosts.map((_, i) => {
    const priority = lowerPriority(used);
    used.push(priority);
    return { podAddress: addresses[i]!, unboundAddress: addresses[count + i]!, priority };
  });
}

/** The addresses that are worth asking the LAN about: those that could be proposed, and some in case they are taken. */
export const candidates = (ground: Ground): string[] => free(ground, 1 + 2 * ground.hosts.length + 16);

function highestFree(ground: Ground, count: number): string[] {
  const found = free(ground, count);
  if (found.length === count) return found.reverse();
  throw new Error(
    `${ground.subnet} has ${found.length} free addresses outside the DHCP pool ${ground.dhcpPool || "(none)"}; ` +
      `expected ${count}. Make the router's DHCP pool smaller, and name the new one (dhcpPool).`,
  );
}

/** The highest addresses that nothing speaks against, from the top down; fewer than `count` if there are no more. */
function free({ subnet, gateway, dhcpPool, hosts, taken }: Ground, count: number): string[] {
  const [network, bits] = ipaddr.IPv4.parseCIDR(subnet);
  const size = 2 ** (32 - bits);
  const first = Math.floor(addressNumber(network.toString()) / size) * size;
  const used = new Set([gateway, ...hosts, ...taken]);
  const pool = dhcpPool === "" ? undefined : parseRange(dhcpPool);
  const found: string[] = [];
  for (let at = first + size - 2; at > first && found.length < count; at--) {
    // What lies in the pool is passed over at once: in a large subnet it may be most of it.
    if (pool && at >= pool.from && at <= pool.to) {
      at = pool.from;
      continue;
    }
    const address = addressText(at);
    if (!used.has(address)) found.push(address);
  }
  return found;
}

/** 51, as most examples have it, or the next one that nobody uses. */
function freeVrid(heard: readonly number[]): number {
  const found = Array.from({ length: 255 }, (_, i) => ((50 + i) % 255) + 1).find((id) => !heard.includes(id));
  if (found === undefined) throw new Error("all 255 VRRP ids of this LAN are in use; expected a free one");
  return found;
}

/** 120 and 100 for two nodes; room between them for others as long as there is some. */
function priorityOf(rank: number, count: number): number {
  const step = count <= 8 ? 20 : Math.max(1, Math.floor(170 / count));
  return 80 + step * (count - rank);
}

/** A new node comes last: nothing moves to it while it is new. */
function lowerPriority(used: readonly number[]): number {
  const lowest = Math.min(...used);
  if (lowest > 1) return Math.max(1, lowest - 20);
  const gap = Array.from({ length: 254 }, (_, i) => i + 1).find((one) => !used.includes(one));
  if (gap === undefined) throw new Error("all 254 priorities are in use");
  return gap;
}

/** The subnet in CIDR notation that an address with a prefix lies in. */
export function subnetOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return `${addressText(Math.floor(addressNumber(address) / size) * size)}/${prefix}`;
}
