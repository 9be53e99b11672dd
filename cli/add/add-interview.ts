import { candidates, proposeNodes, type Ground } from "../init/propose";
import type { Answerer } from "../init/answerer";
import type { DescribedNode } from "../init/described";
import type { Access, Explorer } from "../init/explorer";
import { letKeyIn, lookAtHosts, trustHosts, whichAddresses, whichNames } from "../init/init-interview";
import { elements } from "../init/init-questions";
import type { ClusterSpec } from "../../components/config/types";

/** Asks and finds out what further nodes of a cluster need. Throws if they cannot be added, with what to do. */
export async function interviewAdded(
  ask: Answerer,
  explorer: Explorer,
  { cluster, nodes }: ClusterSpec,
): Promise<DescribedNode[]> {
  const access: Access = { keyFile: cluster.sshKey, port: cluster.sshPort };
  const hosts = elements(await ask.text("hosts", "The new hosts' own addresses, with commas"));
  const twice = hosts.find((host) => nodes.some((node) => node.host === host));
  if (twice !== undefined)
    throw new Error(`hosts: found ${twice}, which is a node already; expected a new host`);
  await trustHosts(ask, explorer, hosts, access.port);
  await letKeyIn(ask, explorer, hosts, access);
  const found = await lookAtHosts(ask, explorer, hosts, access);
  const present = nodes.map(({ name }) => name);
  const names = await whichNames(ask, "The new nodes' names", found, present);
  const own = nodes.flatMap(({ host, podAddress, unboundAddress }) => [host, podAddress, unboundAddress]);
  const { subnet, gateway, dhcpPool, vip, fenceAddress, observeAddress } = cluster;
  const used = [...own, vip, fenceAddress, observeAddress].filter((address) => address !== "");
  const ground: Ground = { subnet, gateway, dhcpPool, hosts, taken: used, vrids: [] };
  const taken = await explorer.taken(hosts[0]!, found[0]!.interface, candidates(ground), access);
  const proposal = proposeNodes(
    { ...ground, taken: [...used, ...taken] },
    nodes.map(({ priority }) => priority),
  );
  const addresses = await whichAddresses(ask, proposal, {
    pods: "The addresses of the new Pi-holes",
    unbounds: "The addresses of the new Unbounds",
  });
  return hosts.map((host, i) => ({
    name: names[i]!,
    host,
    ...addresses[i]!,
    interface: found[i]!.interface,
  }));
}
