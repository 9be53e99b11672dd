import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import { domainName } from "../../load/changes/marks";
import { awaitEqual, writeThroughVip } from "./sync-scene";
import type { SyncScenario } from "./sync-scenario";

const domains = 2_000;
/** Pi-hole answers no query while it adds an array: fifty take it 55 ms. */
const atOnce = 50;
const gapMs = 20;
const deadlineMs = 120_000;
/** The guard writes rows on a slow host no faster than DNS can bear; a browser waits for that. */
const writeMs = 60_000;

export const bulk: SyncScenario = {
  name: "bulk",
  description: `${domains} domains are added at once, in arrays of ${atOnce}`,
  act: async (scene) => {
    const from = monotonicMs();
    for (let at = 0; at < domains; at += atOnce) {
      const domain = Array.from({ length: atOnce }, (_, i) => domainName(10_000 + at + i));
      const body = { domain, comment: null, enabled: true, groups: [0] };
      await writeThroughVip(scene, {
        method: "POST",
        path: "/api/domains/deny/exact",
        body,
        deadlineMs: writeMs,
      });
      await delay(gapMs);
    }
    const written = monotonicMs();
    scene.session.note(`${domains} domains added`);
    const { ms, differences } = await awaitEqual(scene, deadlineMs);
    return {
      made: [],
      figures: { writingMs: written - from, ...(ms === null ? {} : { equalAfterMs: ms }) },
      complaints:
        ms === null ? [`not equal after ${deadlineMs / 1000} s: ${differences.slice(0, 5).join("; ")}`] : [],
    };
  },
};
