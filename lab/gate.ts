import type { Cluster, DrillNode } from "./cluster/cluster";
import { faultsOf } from "./cluster/health";
import { monotonicMs } from "./clock";
import type { Stream } from "./load/stream";
import { poll } from "./poll";
import type { Session } from "./session";

const warmMs = 2_000;
const warmDeadlineMs = 20_000;
/** How long the cluster has to become healthy, before a drill and after it. */
export const healthyWithinMs = 60_000;

/** The cluster is not in the state in which a drill may begin. */
export class NotHealthy extends Error {}

/** Waits until the cluster is healthy. Gives what is still wrong at the deadline, or nothing. */
export async function waitHealthy(session: Session): Promise<readonly string[]> {
  const { cluster, look, signal } = session;
  const faults = session.faultsOf ?? faultsOf;
  let last: readonly string[] = ["it was not seen at all"];
  const check = async () => {
    last = faults(cluster, await look());
    return last.length === 0 ? true : undefined;
  };
  await poll(check, { deadlineMs: healthyWithinMs, everyMs: 500, signal });
  return last;
}

/** Throws NotHealthy if the cluster is not healthy in time: then nothing may be done to it. */
export async function requireHealthy(session: Session): Promise<void> {
  const faults = await waitHealthy(session);
  if (faults.length > 0)
    throw new NotHealthy(`the cluster is not whole before the drill: ${faults.join("; ")}`);
}

/** The first node without the VIP. Throws NotHealthy if there is none. */
export function followerOf({ nodes }: Cluster, leader: DrillNode): DrillNode {
  const follower = nodes.find(({ name }) => name !== leader.name);
  if (!follower) throw new NotHealthy("there is no follower");
  return follower;
}

/** Waits until the stream has been answered without a gap. Throws NotHealthy if it is not. */
export async function warmUp({ signal }: Session, stream: Stream): Promise<void> {
  const from = monotonicMs();
  const warm = () => (stream.seen().cleanForMs(from) >= warmMs ? true : undefined);
  if (!(await poll(warm, { deadlineMs: warmDeadlineMs, signal })))
    throw new NotHealthy(
      `no ${warmMs / 1000} s without a lost query before the fault: ${stream.seen().countsText()}`,
    );
}

/** A little longer after `from` (monotonic ms), so that what was done last shows in the stream, if it has not ended. */
export async function coolDown({ signal }: Session, stream: Stream, from: number): Promise<void> {
  if (stream.seen().end) return;
  const clean = () => (stream.seen().cleanForMs(from) >= 1_000 ? true : undefined);
  await poll(clean, { deadlineMs: 3_000, signal });
}
