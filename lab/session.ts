import { errorText } from "../runtime/contract/error-text";
import type { Cluster, DrillNode } from "./cluster/cluster";
import { look, type Sight } from "./cluster/health";
import { requireCluster } from "./cluster/require-cluster";
import { VipWatch } from "./cluster/vip-watch";
import { type ClientPrograms, installPrograms } from "./load/programs";
import { streamLabel } from "./load/stream";

/** What the drills of one command share. */
export interface Session {
  readonly cluster: Cluster;
  readonly client: ClientPrograms;
  readonly owners: VipWatch;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
  /** Looks at nodes, agents and DNS. Throws if the client cannot look. */
  readonly look: () => Promise<Sight>;
  /** What is wrong with a cluster that should be healthy; `faultsOf` of cluster/health.ts if nothing is given. */
  readonly faultsOf?: (cluster: Cluster, sight: Sight) => readonly string[];
}

/** The node that has the VIP. Throws if none has. */
export function leaderOf({ cluster, owners }: Pick<Session, "cluster" | "owners">): DrillNode {
  const leader = cluster.nodes.find(({ name }) => name === owners.current()[0]);
  if (!leader) throw new Error("no node has the VIP");
  return leader;
}

/** SIGHUP is a terminal that was closed. */
const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `work` in a session on a cluster that is up. Gives why it ended early, or null. An interrupt ends it early; the
 * work heals first what it has broken.
 */
export async function inSession(
  cluster: Cluster,
  note: (text: string) => void,
  work: (session: Session) => Promise<void>,
): Promise<string | null> {
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Error("interrupted"));
  // Once: who asks twice wants it to end at once, healed or not.
  for (const signal of interrupts) process.once(signal, interrupt);
  const owners = new VipWatch(cluster);
  try {
    await requireCluster(cluster);
    const client = await installPrograms(cluster);
    await owners.start();
    const lookNow = () => look(cluster, client, () => owners.current(), streamLabel());
    await work({ cluster, client, owners, note, signal: abort.signal, look: lookNow });
    return null;
  } catch (error) {
    const why: unknown = abort.signal.aborted ? abort.signal.reason : error;
    return errorText(why);
  } finally {
    await owners.stop();
    for (const signal of interrupts) process.off(signal, interrupt);
  }
}
