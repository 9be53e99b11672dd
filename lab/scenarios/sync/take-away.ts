import {
  accept,
  buildGravity,
  followerSync,
  make,
  type Scene,
  awaitEqual,
  writeThroughVip,
} from "./sync-scene";
import { isOfDrill } from "../../load/changes/marks";
import type { State } from "../../load/pihole-state";
import { waitHealthy } from "../../gate";
import { tidying } from "../../load/tidy";
import { errorText } from "../../../runtime/contract/error-text";

const deadlineMs = 120_000;
const attempts = 3;

/** What the leader has. */
export const leaderState = ({ pihole, session }: Scene): Promise<State> =>
  pihole.do("state", { address: session.cluster.vip });

/**
 * Takes away all that drills have made, through the leader, and sees it go from the follower. Throws if that does
 * not work, not even once more when the cluster is whole: the VIP may move meanwhile, and with it what is there.
 */
export async function takeAway(scene: Scene, before: State): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await waitHealthy(scene.session);
    try {
      return await takeAwayOnce(scene, before);
    } catch (error) {
      if (attempt === attempts) throw error;
      scene.session.note(`once more: ${errorText(error)}`);
    }
  }
}

async function takeAwayOnce(scene: Scene, before: State): Promise<void> {
  // Of a drill that was broken off: as long as it waits, nothing follows.
  const { refused } = await followerSync(scene);
  if (refused) await accept(scene, refused);
  await emptyLists(scene);
  for (const change of tidying(before, await leaderState(scene))) {
    const { latencyMs, differences } = await make(scene, change);
    if (latencyMs === null)
      throw new Error(`${change.kind}: not on the follower: ${differences.slice(0, 5).join("; ")}`);
  }
}

/** As long as gravity has a list's content, deleting the list keeps Pi-hole from answering. */
async function emptyLists(scene: Scene): Promise<void> {
  const { lists, gravity } = await leaderState(scene);
  const made = Object.keys(lists).filter(isOfDrill);
  if (made.length === 0 || gravity.domains === "0") return;
  for (const name of made) {
    const path = `/api/lists/${encodeURIComponent(name.replace(/^block /, ""))}?type=block`;
    await writeThroughVip(scene, {
      method: "PUT",
      path,
      body: { type: "block", enabled: false, groups: [0] },
    });
  }
  await buildGravity(scene);
  const { ms, differences } = await awaitEqual(scene, deadlineMs);
  if (ms === null) throw new Error(`the emptied lists did not come to the follower: ${differences[0]}`);
}
