import { installPrograms } from "./load/programs";
import type { Cluster, DrillNode } from "./cluster/cluster";
import type { Stage } from "./run";
import { Owners } from "./cluster/vip-watch";
import { requireCluster } from "./cluster/require-cluster";
import { errorText } from "../runtime/contract/error-text";

/** The node that has the VIP. Throws where none has. */
export function leaderOf({ cluster, owners }: Pick<Stage, "cluster" | "owners">): DrillNode {
  const leader = cluster.nodes.find(({ name }) => name === owners.current()[0]);
  if (!leader) throw new Error("no node has the VIP");
  return leader;
}

/** SIGHUP is a terminal that was closed. */
const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Sets the stage for drills and runs `work` on it. Gives why it ended early (an interrupt among it, which lets the
 * work heal what it broke first), or null.
 */
export async function onStage(
  cluster: Cluster,
  note: (text: string) => void,
  work: (stage: Stage) => Promise<void>,
): Promise<string | null> {
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Error("interrupted"));
  // Once: who asks twice wants it to end at once, healed or not.
  for (const signal of interrupts) process.once(signal, interrupt);
  const owners = new Owners(cluster);
  try {
    await requireCluster(cluster);
    const client = await installPrograms(cluster);
    await owners.start();
    await work({ cluster, client, owners, note, signal: abort.signal });
    return null;
  } catch (error) {
    const why: unknown = abort.signal.aborted ? abort.signal.reason : error;
    return errorText(why);
  } finally {
    await owners.stop();
    for (const signal of interrupts) process.off(signal, interrupt);
  }
}
