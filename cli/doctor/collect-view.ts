import { imageSources } from "../../components/images/image-names";
import type { FileNode } from "../../components/load-files";
import { askAgentBySsh } from "../../components/peers/ask-agents";
import { collect, perform } from "../../components/preflight/collect";
import type { TaskOutput, Task } from "../../components/preflight/task";
import { overConnection } from "../../providers/ssh/connection";
import { dnsAddresses, seenOf, doctorTasks } from "./doctor-facts";
import { askFromHere } from "./here";
import type { NodeSeen, NodeView, DoctorView } from "./doctor-view";

export interface CollectOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly onVisited: (node: string) => void;
}

/** Looks at all nodes at once, from their hosts and from here. Changes nothing. Never rejects. */
export async function collectView(
  nodes: readonly FileNode[],
  { root, signal, onVisited }: CollectOptions,
): Promise<DoctorView> {
  const [first] = nodes;
  const fromHere = first ? askFromHere(dnsAddresses(first.plan), first.plan.cluster.probeNames[0]!) : [];
  const views = nodes.map(async ({ plan, ssh }): Promise<NodeView> => {
    const visit = { plan, ssh, sources: imageSources(plan, root) };
    const [visited, { own }, seen] = await Promise.all([
      collect(visit, signal),
      askAgentBySsh(ssh),
      look({ plan, ssh }),
    ]);
    onVisited(plan.node.name);
    return { visited, agent: own, seen };
  });
  return { nodes: await Promise.all(views), fromHere: await fromHere };
}

async function look({ plan, ssh }: FileNode): Promise<NodeSeen | undefined> {
  try {
    return await overConnection(
      ssh,
      async (host) => {
        const tasks = Object.entries(doctorTasks(plan)) as [keyof NodeSeen, Task][];
        const readings = await Promise.all(
          tasks.map(async ([name, task]) => [name, await perform(host, task)] as const),
        );
        return seenOf(Object.fromEntries(readings) as Record<keyof NodeSeen, TaskOutput>);
      },
      8_000,
    );
  } catch {
    // The preflight's own visit says why.
    return undefined;
  }
}
