import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import { poll } from "../../poll";
import { domainName } from "../../load/changes/marks";
import { compareThings } from "../../checks/compare-piholes";
import { accept, followerSync, type Scene, awaitEqual, writeThroughVip } from "./sync-scene";
import type { SyncScenario } from "./sync-scenario";

const domains = { before: 40, deleted: 20, numberedFrom: 20_000 };
const atOnce = 10;
const deadlineMs = 20_000;
/** How long the follower is watched for doing what it has refused. */
const watchMs = 3_000;

const names = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => domainName(domains.numberedFrom + from + i));

export const deletion: SyncScenario = {
  name: "deletion",
  description: `half of ${domains.before} domains are deleted, which the follower must not do unasked; then it is accepted`,
  prepare: async (scene) => {
    for (let at = 0; at < domains.before; at += atOnce) {
      const body = { domain: names(at, atOnce), comment: null, enabled: true, groups: [0] };
      await writeThroughVip(scene, { method: "POST", path: "/api/domains/deny/exact", body });
    }
    const { ms, differences } = await awaitEqual(scene, deadlineMs);
    if (ms === null) throw new Error(`the domains did not come to the follower: ${differences.join("; ")}`);
  },
  act: async (scene) => {
    const before = await followersDomains(scene);
    const body = names(0, domains.deleted).map((item) => ({ item, type: "deny", kind: "exact" }));
    await writeThroughVip(scene, { method: "POST", path: "/api/domains:batchDelete", body });
    const deleted = monotonicMs();
    const refused = await untilRefused(scene);
    if (!refused) return found({}, [`the follower did not refuse it within ${deadlineMs / 1000} s`]);
    const refusedMs = monotonicMs() - deleted;
    await delay(watchMs, undefined, { signal: scene.session.signal });
    const lost = compareThings(before, await followersDomains(scene));
    await accept(scene, refused);
    const accepted = await awaitEqual(scene, deadlineMs);
    const after = await followerSync(scene);
    return found({ refusedMs, ...(accepted.ms === null ? {} : { equalAfterAcceptMs: accepted.ms }) }, [
      ...(lost.length > 0 ? [`the follower changed all the same: ${lost.slice(0, 5).join("; ")}`] : []),
      ...(refused.removals.length > 0 ? [] : ["the refusal does not say what it is about"]),
      ...(accepted.ms === null ? [`not equal after it was accepted: ${accepted.differences[0]}`] : []),
      ...(after.refused === null ? [] : ["the refusal stays after it was accepted"]),
    ]);
  },
};

const found = (figures: Readonly<Record<string, number>>, complaints: readonly string[]) => ({
  made: [],
  figures,
  complaints,
});

const followersDomains = async ({ pihole, follower }: Scene) =>
  (await pihole.do("state", { address: follower.pod })).domains;

const untilRefused = (scene: Scene) =>
  poll(async () => (await followerSync(scene)).refused ?? undefined, {
    deadlineMs,
    signal: scene.session.signal,
  });
