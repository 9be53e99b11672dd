import type { DrillNode } from "../cluster/cluster";
import { inNode, pidsOf, signal, states } from "../cluster/node";
import { poll } from "../poll";

const seenWithinMs = 5_000;

/** Kills all processes of one of the node's containers at once. Throws if there is none, or one outlives it. */
export async function killAll(node: DrillNode, container: string): Promise<void> {
  await kill(node, container, await existing(node, container));
}

/** Kills all but the container's first process, which then ends it in its own way. Throws as `killAll` does. */
export async function killBelow(node: DrillNode, container: string): Promise<void> {
  const first = Number(await inNode(node, "docker", "inspect", "--format", "{{.State.Pid}}", container));
  const pids = (await existing(node, container)).filter((pid) => pid !== first);
  if (pids.length === 0) throw new Error(`${node.name}: ${container} has no process besides its first`);
  await kill(node, container, pids);
}

/** Stops them all (SIGSTOP): they live, and do nothing. Throws if there is none, or one runs on. */
export async function stopAll(node: DrillNode, container: string): Promise<void> {
  const pids = await existing(node, container);
  await signal(node, "STOP", pids);
  await seen(node, pids, isStopped, `processes of ${container} did not stop`);
}

/** Lets them go on. The node may have replaced the container meanwhile: its new processes are not hurt by it. */
export async function continueAll(node: DrillNode, container: string): Promise<void> {
  const pids = await pidsOf(node, container);
  if (pids.length > 0) await signal(node, "CONT", pids);
}

async function kill(node: DrillNode, container: string, pids: readonly number[]): Promise<void> {
  await signal(node, "KILL", pids);
  await seen(node, pids, isZombie, `processes of ${container} outlived SIGKILL`);
}

async function existing(node: DrillNode, container: string): Promise<number[]> {
  const pids = await pidsOf(node, container);
  if (pids.length === 0) throw new Error(`${node.name}: ${container} has no process`);
  return pids;
}

async function seen(
  node: DrillNode,
  pids: readonly number[],
  is: (state: string) => boolean,
  otherwise: string,
): Promise<void> {
  const all = async () => ((await states(node, pids)).every(is) ? true : undefined);
  if (!(await poll(all, { deadlineMs: seenWithinMs }))) throw new Error(`${node.name}: ${otherwise}`);
}

const isZombie = (state: string) => state.startsWith("Z");
const isStopped = (state: string) => state.startsWith("T");
