import { statusPort } from "../../runtime/contract/files";
import { agentExec, containers } from "../../runtime/contract/names";
import { type ClientPrograms, probe } from "../load/programs";
import { type Cluster, type DrillNode, expectedLeader } from "./cluster";
import { tryInNode } from "./node";
import type { Ready } from "../load/stream-protocol";

/** What was seen of a cluster at one moment. */
export interface Sight {
  readonly owners: readonly string[];
  /** The state of each container of each node, by name; undefined if the node's engine did not answer. */
  readonly containers: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  /** What is wrong with each address's DNS, as the client sees it. */
  readonly dns: Readonly<Record<string, readonly string[]>>;
  /** Each node's agent's answer to /ready. */
  readonly ready: Readonly<Record<string, Ready>>;
}

/** Why the cluster is unhealthy; empty if it is healthy. */
export function faultsOf(cluster: Cluster, sight: Sight): string[] {
  const leader = expectedLeader(cluster);
  const owner = sight.owners[0];
  return [
    ...(sight.owners.length === 1 ? [] : [`the VIP is on ${sight.owners.join(" and ") || "no node"}`]),
    ...(sight.owners.length === 1 && leader !== undefined && owner !== leader
      ? [`${owner} leads, and ${leader} should`]
      : []),
    ...dnsFaults(sight),
    ...cluster.nodes.flatMap((node) => nodeFaults(node, sight).map((fault) => `${node.name}: ${fault}`)),
  ];
}

/** What is wrong with the DNS of each address. */
export const dnsFaults = ({ dns }: Sight): string[] =>
  Object.entries(dns).flatMap(([address, faults]) => faults.map((fault) => `DNS at ${address}: ${fault}`));

/** What is wrong with one node, as far as its containers and its agent say; empty if nothing is. */
export function nodeFaults(node: DrillNode, sight: Sight): string[] {
  const missing = containerFaults(node, sight);
  if (!sight.containers[node.name]) return missing;
  return [...missing, ...readyFaults(sight.ready[node.name], sight.owners.includes(node.name))];
}

/** What is wrong with one node's containers alone. */
export function containerFaults({ name }: DrillNode, sight: Sight): string[] {
  const found = sight.containers[name];
  if (!found) return ["its Docker engine does not answer"];
  return Object.values(containers)
    .filter((container) => found[container] !== "running")
    .map((container) => `container ${container} is ${found[container] ?? "missing"}`);
}

function readyFaults(ready: Ready | undefined, owns: boolean): string[] {
  if (!ready || ready.status === 0) return [`its agent does not answer (${ready?.body ?? "not asked"})`];
  if (ready.status !== 200) return [`its agent is not ready: ${ready.body.trim()}`];
  const role = roleOf(ready.body);
  const expected = owns ? "leader" : "follower";
  return role === expected ? [] : [`its agent says it is ${role ?? "of no role"}, and it is ${expected}`];
}

function roleOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { role?: string }).role;
  } catch {
    return undefined;
  }
}

/** Looks at nodes, agents and DNS. Throws if the client cannot look. */
export async function look(
  cluster: Cluster,
  client: ClientPrograms,
  owners: () => readonly string[],
  run: string,
): Promise<Sight> {
  const ipv6 = cluster.vip6 === undefined ? [] : [cluster.vip6];
  const addresses = [cluster.vip, ...ipv6, ...cluster.nodes.map(({ pod }) => pod)];
  // Agents answer their own subnet alone, where this machine need not be: a real one is asked on its host.
  const onHost = cluster.nodes.some(({ ssh }) => ssh);
  const urls = onHost ? [] : cluster.nodes.map(({ pod }) => `http://${pod}:${statusPort}/ready`);
  const [states, statuses, report] = await Promise.all([
    Promise.all(cluster.nodes.map(containerStates)),
    Promise.all(onHost ? cluster.nodes.map(readyOnHost) : []),
    probe(client, { dns: addresses, ready: urls, run }),
  ]);
  const byNode = <T>(values: readonly T[]) =>
    Object.fromEntries(cluster.nodes.map(({ name }, i) => [name, values[i]!]));
  return {
    owners: owners(),
    containers: byNode(states),
    dns: Object.fromEntries(addresses.map((address, i) => [address, report.dns[i] ?? ["was not asked"]])),
    ready: byNode(onHost ? statuses : report.ready),
  };
}

/** What /ready would say, by the agent's own account of itself. */
async function readyOnHost(node: DrillNode): Promise<Ready> {
  const { code, stdout, stderr } = await tryInNode(node, ...agentExec(), "status", "--json");
  if (code !== 0) return { status: 0, body: (stderr || stdout).trim() };
  const { ready } = JSON.parse(stdout) as { readonly ready: boolean };
  return { status: ready ? 200 : 503, body: stdout };
}

async function containerStates(node: DrillNode): Promise<Record<string, string> | undefined> {
  const listed = await tryInNode(node, "docker", "ps", "-a", "--format", "{{.Names}} {{.State}}");
  if (listed.code !== 0) return undefined;
  const lines = listed.stdout.trim().split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(" ") as [string, string]));
}
