import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { monotonicMs } from "../../clock";
import type { DrillNode } from "../../cluster/cluster";
import { waitHealthy } from "../../gate";
import { ownerTimes } from "../../checks/metrics";
import { poll } from "../../poll";
import { aliasLine, hostLine } from "../../load/changes/marks";
import { settingChange } from "../../load/changes/setting-moves";
import { make, type Scene, awaitEqual, writeThroughVip } from "./sync-scene";
import type { SyncScenario } from "./sync-scenario";
import { restartsIn, type Uptime } from "../../checks/pihole-starts";
import { itemsOf } from "../../load/pihole-state";

const key = "dns.cnameRecords";
const readEveryMs = 100;
const deadlineMs = 120_000;
/** A restart that nobody needs would come within this. */
const settleMs = 5_000;
const info = z.object({ ftl: z.object({ uptime: z.number() }) });

export const restart: SyncScenario = {
  name: "restart",
  description: `an alias is added and taken away (${key}), for which each Pi-hole has to restart`,
  restarts: true,
  prepare: async (scene) => {
    const hosts = await items(scene, scene.leader, "dns.hosts");
    await make(scene, settingChange("the alias's host", "dns.hosts", [...hosts, hostLine(1)]));
  },
  act: async (scene) => {
    const { session } = scene;
    const from = monotonicMs();
    const before = await items(scene, scene.leader, key);
    const added = await change(scene, [...before, aliasLine(1)]);
    const unfit = await waitHealthy(session);
    if (unfit.length > 0) throw new Error(`not whole after the first restart: ${unfit.join("; ")}`);
    const removed = await change(scene, before);
    const { vipMoves } = ownerTimes(session.owners.changes, from, monotonicMs());
    const most = (of: (shown: Shown) => number) => Math.max(of(added), of(removed));
    return {
      made: [],
      figures: {
        followerEqualAfterMs: most(({ equalMs }) => equalMs),
        bothRestartedAfterMs: most(({ restartedMs }) => restartedMs),
        leaderRestarts: added.leaderRestarts + removed.leaderRestarts,
        followerRestarts: added.followerRestarts + removed.followerRestarts,
        vipMoves,
      },
      complaints: [...added.complaints, ...removed.complaints],
    };
  },
};

interface Shown {
  readonly equalMs: number;
  readonly restartedMs: number;
  readonly leaderRestarts: number;
  readonly followerRestarts: number;
  readonly complaints: readonly string[];
}

/** Gives the setting another value on the leader, and watches both Pi-holes until they have it, and a little longer. */
async function change(scene: Scene, wanted: readonly string[]): Promise<Shown> {
  const { session, leader, follower } = scene;
  const end = new AbortController();
  const nodes = [leader, follower].map((node) => ({ node, readings: [] as Uptime[] }));
  const reading = nodes.map(({ node, readings }) => read(scene, node, readings, end.signal));
  const restarts = () => nodes.map(({ readings }) => restartsIn(readings)) as [number, number];
  try {
    await poll(() => (nodes.every(({ readings }) => readings.length > 2) ? true : undefined), {
      deadlineMs: 10_000,
      signal: session.signal,
    });
    const { method, path, body } = settingChange("alias", key, wanted);
    await writeThroughVip(scene, { method, path, body, deadlineMs: 10_000 });
    const from = monotonicMs();
    const { ms, differences } = await awaitEqual(scene, deadlineMs);
    const both = () => (restarts().every((count) => count > 0) ? true : undefined);
    const restarted = await poll(both, { deadlineMs, everyMs: 50, signal: session.signal });
    const restartedMs = monotonicMs() - from;
    await delay(settleMs, undefined, { signal: session.signal });
    const [leaderRestarts, followerRestarts] = restarts();
    const values = await Promise.all([leader, follower].map((node) => items(scene, node, key)));
    const reverted = values.some((value) => value.join() !== [...wanted].join());
    return {
      equalMs: ms ?? deadlineMs,
      restartedMs,
      leaderRestarts,
      followerRestarts,
      complaints: [
        ...(ms === null ? [`not equal after ${deadlineMs / 1000} s: ${differences.join("; ")}`] : []),
        ...(restarted ? [] : [`not both restarted after ${deadlineMs / 1000} s`]),
        ...(reverted ? ["the change is not on both Pi-holes in the end"] : []),
        ...(followerRestarts === 1
          ? []
          : [`the follower restarted ${followerRestarts} times for one change`]),
        ...(leaderRestarts === 1 ? [] : [`the leader restarted ${leaderRestarts} times for one change`]),
      ],
    };
  } finally {
    end.abort();
    await Promise.all(reading);
  }
}

const items = async ({ pihole }: Scene, { pod }: DrillNode, setting: string): Promise<string[]> =>
  itemsOf((await pihole.do("state", { address: pod })).settings, setting);

/** Reads its uptime until the signal; while Pi-hole does not answer there is nothing to read. */
async function read(
  { pihole }: Scene,
  { pod }: DrillNode,
  readings: Uptime[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const question = { address: pod, method: "GET", path: "/api/info/ftl", deadlineMs: 2_000 } as const;
    const answer = await pihole.do("ask", question).catch(() => undefined);
    if (answer?.status === 200)
      readings.push({ at: monotonicMs(), uptimeMs: info.parse(JSON.parse(answer.text)).ftl.uptime });
    await delay(readEveryMs);
  }
}
