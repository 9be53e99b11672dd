import type { Session } from "../../session";
import type { LabSettings } from "../../settings";
import { type DrillNode, expectedLeader } from "../../cluster/cluster";
import { tryInNode } from "../../cluster/node";
import { poll } from "../../poll";
import type { Stream } from "../../load/stream";
import type { Reading } from "../../load/branches";
import type { Collector } from "../../load/journal-collector";
import { dataFaults, holderOf, type States } from "../../cluster/data-health";
import { replicate, statesOfNodes } from "../../cluster/data-host";
import type { Ack } from "../../load/journal-protocol";
import { switchOn } from "../../cluster/power";
import { wholeDataMs } from "../../cluster/await-data";

/** A way to lose data at the return of a node, so that a drill has to fail: it shows that the checks see something. */
export interface DataSabotage {
  readonly name: string;
  readonly description: string;
  /** A node has just got its power back. */
  readonly spoil: (scene: DataScene, node: DrillNode) => Promise<void>;
}

/** Where a drill of the data plays: DNS is asked, the journal writes, and pools are looked at. */
export interface DataScene {
  readonly session: Session;
  readonly settings: LabSettings;
  readonly reading: Reading;
  readonly collector: Collector;
  readonly stream: Stream;
  readonly sabotage?: DataSabotage;
  /** Takes down what is done, for the history. */
  readonly step: (text: string) => void;
}

export const statesOf = ({ session }: Pick<DataScene, "session">): Promise<States> =>
  statesOfNodes(session.cluster.nodes);

/** Waits for it, or throws with `what`. */
export async function awaitOrThrow<T>(
  { session }: Pick<DataScene, "session">,
  what: string,
  deadlineMs: number,
  check: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const found = await poll(check, { deadlineMs, everyMs: 200, signal: session.signal });
  if (found === undefined) throw new Error(`${what}: not so after ${deadlineMs / 1000} s`);
  return found;
}

/** The node that holds the data, and the first of the others. Throws if there is none. */
export async function pair(scene: DataScene): Promise<{ holder: DrillNode; replica: DrillNode }> {
  const name = holderOf(await statesOf(scene));
  const { nodes } = scene.session.cluster;
  const holder = nodes.find((node) => node.name === name);
  const replica = nodes.find((node) => node.name !== name);
  if (!holder || !replica) throw new Error("not exactly one node holds the data");
  return { holder, replica };
}

/** The first write of `node` that was begun after `from` (monotonic ms). Throws if there is none in time. */
export const nextWrite = (
  scene: DataScene,
  node: DrillNode,
  from: number,
  deadlineMs: number,
): Promise<Ack> =>
  awaitOrThrow(scene, `the journal writes on ${node.name}`, deadlineMs, () =>
    scene.collector.seen().find((ack) => ack.node === node.name && ack.at > from),
  );

export interface WholeOptions {
  /** All copies are to be of this moment or later (ms since 1970); of any if nothing is said. */
  readonly copiedSince?: number;
  /** Any node may hold the data. */
  readonly anyHolder?: boolean;
  /** Replicates by hand, and does not wait for cron. */
  readonly push?: boolean;
  readonly deadlineMs?: number;
}

const pushEveryMs = 4_000;
const writesWithinMs = 3_000;

/** Waits until the data is whole and the journal writes; gives what is still not so at the deadline, or nothing. */
export async function waitData(
  scene: DataScene,
  { copiedSince = 0, anyHolder = false, push = false, deadlineMs = wholeDataMs }: WholeOptions = {},
): Promise<readonly string[]> {
  const { session, collector } = scene;
  const holder = anyHolder ? undefined : expectedLeader(session.cluster);
  let last: readonly string[] = ["it was not seen at all"];
  let pushed = 0;
  const told = new Set<string>();
  await poll(
    async () => {
      const states = await statesOf(scene);
      const faults = dataFaults(states, { holder, copiedSince });
      const name = holderOf(states);
      const before = collector.last(name)?.at ?? 0;
      if (faults.length === 0)
        await poll(() => newer(collector, name, before), { deadlineMs: writesWithinMs });
      last =
        faults.length > 0 || newer(collector, name, before)
          ? faults
          : [`the journal on ${name} does not write`];
      for (const fault of last.filter((one) => !told.has(one))) session.note(`  waiting: ${fault}`);
      last.forEach((fault) => told.add(fault));
      if (last.length > 0 && push && name && Date.now() - pushed > pushEveryMs) {
        pushed = Date.now();
        await replicate(session.cluster.nodes.find((node) => node.name === name)!);
      }
      return last.length === 0 ? true : undefined;
    },
    { deadlineMs, everyMs: 1_000, signal: session.signal },
  );
  return last;
}

const newer = (collector: Collector, node: string | undefined, at: number) =>
  (collector.last(node)?.at ?? 0) > at ? true : undefined;

/** Waits until a node that got its power back takes commands, and has its pool. */
export const awaitUp = (scene: DataScene, node: DrillNode): Promise<true> =>
  awaitOrThrow(scene, `${node.name} is up`, 60_000, async () =>
    (await tryInNode(node, "zfs", "list", scene.reading.data.pool)).code === 0 ? true : undefined,
  );

/** Gives a node its power back, and spoils it where the drill is to fail. */
export async function returnPower(scene: DataScene, node: DrillNode): Promise<void> {
  await switchOn(node);
  await scene.sabotage?.spoil(scene, node);
}
