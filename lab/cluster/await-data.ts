import { type Cluster, expectedLeader } from "./cluster";
import { poll } from "../poll";
import { dataFaults, type States } from "./data-health";
import { statesOfNodes } from "./data-host";

/** How long the data has to become whole: a boot, DNS's way back, a run of cron, a branch set aside, a hand-over. */
export const wholeDataMs = 300_000;

interface WaitOptions {
  readonly deadlineMs?: number;
  readonly everyMs?: number;
  /** What the data keepers say; those of the cluster if nothing is given. */
  readonly look?: () => Promise<States>;
}

/**
 * Waits until the data of a whole cluster is as it should be: one node holds it, its services run, and the others
 * follow. Gives what is still wrong at the deadline, or nothing. Each thing that it waits for is said once.
 */
export async function awaitData(
  cluster: Cluster,
  note: (text: string) => void,
  { deadlineMs = wholeDataMs, everyMs = 1_000, look = () => statesOfNodes(cluster.nodes) }: WaitOptions = {},
): Promise<readonly string[]> {
  const wanted = { holder: expectedLeader(cluster), copiedSince: 0 };
  const told = new Set<string>();
  let faults: readonly string[] = [];
  const check = async () => {
    faults = dataFaults(await look(), wanted);
    for (const fault of faults.filter((one) => !told.has(one))) note(`waiting for the data: ${fault}`);
    faults.forEach((fault) => told.add(fault));
    return faults.length === 0 ? true : undefined;
  };
  await poll(check, { deadlineMs, everyMs });
  return faults;
}
