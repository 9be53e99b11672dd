import { candidates, proposeNodes, type Ground } from "../init/propose";
import type { Ask } from "../init/ask";
import type { DescribedNode } from "../init/described";
import type { Access, Explorer } from "../init/explorer";
import { letKeyIn, lookAtHosts, sameCount, trustHosts } from "../init/interview";
import { elements } from "../init/questions";
import type { ClusterSpec } from "../../components/config/types";

/** Asks and finds out what further nodes of a cluster need. Throws if they cannot be added, with what to do. */
export async function interviewAdded(
  ask: Ask,
  explorer: Explorer,
  { cluster, nodes }: ClusterSpec,
): Promise<DescribedNode[]> {
  const access: Access = { keyFile: cluster.sshKey, port: cluster.sshPort };
  const hosts = elements(await ask.text("hosts", "The new hosts' own addresses, with commas"));
  const present = hosts.find((host) => nodes.some((node) => node.host === host));
  if (present !== undefined)
    throw new Error(`hosts: found ${present}, which is a node already; expected a host that is none`);
  await trustHosts(ask, explorer, hosts, access.port);
  await letKeyIn(ask, explorer, hosts, access);
  const found = await lookAtHosts(ask, explorer, hosts, access);
  const names = await whichNames(
    ask,
    found.map(({ hostname }) => hostname.toLowerCase()),
    nodes.map(({ name }) => name),
  );
  const own = nodes.flatMap(({ host, podAddress, unboundAddress }) => [host, podAddress, unboundAddress]);
  const { subnet, gateway, dhcpPool, vip, fenceAddress, observeAddress } = cluster;
  const used = [...own, vip, fenceAddress, observeAddress].filter((address) => address !== "");
  const ground: Ground = { subnet, gateway, dhcpPool, hosts, taken: used, vrids: [] };
  const taken = await explorer.taken(hosts[0]!, found[0]!.interface, candidates(ground), access);
  const proposal = proposeNodes(
    { ...ground, taken: [...used, ...taken] },
    nodes.map(({ priority }) => priority),
  );
  const list = async (key: "podAddresses" | "unboundAddresses", message: string, proposed: string[]) =>
    sameCount(key, elements(await ask.text(key, message, proposed.join(","))), hosts.length);
  const pods = await list(
    "podAddresses",
    "The addresses of the new Pi-holes",
    proposal.map(({ podAddress }) => podAddress),
  );
  const unbounds = await list(
    "unboundAddresses",
    "The addresses of the new Unbounds",
    proposal.map(({ unboundAddress }) => unboundAddress),
  );
  return hosts.map((host, i) => ({
    name: names[i]!,
    host,
    podAddress: pods[i]!,
    unboundAddress: unbounds[i]!,
    priority: proposal[i]!.priority,
    interface: found[i]!.interface,
  }));
}

/** The hosts' own names if they can be nodes', or else the next numbers. */
async function whichNames(ask: Ask, own: readonly string[], taken: readonly string[]): Promise<string[]> {
  const usable = own.every(
    (name, i) => /^[a-z][a-z0-9-]{0,30}$/.test(name) && own.indexOf(name) === i && !taken.includes(name),
  );
  const free = Array.from({ length: taken.length + own.length }, (_, i) => `pi${i + 1}`).filter(
    (name) => !taken.includes(name),
  );
  const proposal = usable ? own : free.slice(0, own.length);
  const names = sameCount(
    "names",
    elements(await ask.text("names", "The new nodes' names", proposal.join(","))),
    own.length,
  );
  const twice = names.find((name) => taken.includes(name));
  if (twice !== undefined)
    throw new Error(`names: found ${twice}, which is a node already; expected another name`);
  return names;
}
