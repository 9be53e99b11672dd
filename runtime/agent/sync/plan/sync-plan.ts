import { outcome, sameBlocking, settingChanges, timerTolerance } from "../model/equal";
import { listsDigest } from "../model/lists-digest";
import { planGroups } from "./plan-groups";
import { planRows } from "./plan-rows";
import { planSettings } from "./plan-settings";
import type { Traits } from "../model/setting-keys";
import type { SyncStep } from "./step";
import type { Gravity, List, SyncState } from "../model/sync-state";
import { keyText, ofEachTable } from "../model/table-rules";

/**
 * The requests that make the follower's Pi-hole the leader's, in an order in which each finds what it needs; none
 * where they are equal, or differ only in what a follower cannot fix. `traits` are the follower's.
 */
export function plan(leader: SyncState, follower: SyncState, traits: Traits): SyncStep[] {
  const groups = planGroups(leader, follower);
  const tables = ofEachTable((rules) => planRows(rules, leader, groups.follower));
  const steps = [
    ...tables.flatMap(({ deletionsFirst }) => deletionsFirst),
    ...groups.before,
    ...tables.flatMap(({ changes }) => changes),
    ...tables.flatMap(({ deletionsLast }) => deletionsLast),
    ...groups.after,
    ...planSettings(settingChanges(leader, follower, traits), traits),
    // After the settings: a restart forgets a timer.
    ...planBlocking(leader.blocking, follower.blocking),
  ];
  if (!gravityDue(leader, follower, steps)) return steps;
  const lists = listsDigest(leader.lists);
  return [...steps, { kind: "gravity", generation: leader.gravity.generation, lists }];
}

/** This node has built from the same lists since: another run would download them again for nothing. */
const builtLater = (theirs: Gravity, ours: Gravity): boolean =>
  theirs.lists === ours.lists &&
  theirs.builtAt !== undefined &&
  ours.builtAt !== undefined &&
  ours.builtAt >= theirs.builtAt;

function planBlocking(leader: SyncState["blocking"], follower: SyncState["blocking"]): SyncStep[] {
  if (sameBlocking(leader, follower)) return [];
  // Pi-hole takes a timer of 0 for none, and what was meant for a moment would stay.
  const ending = leader.timer !== null && leader.timer <= timerTolerance;
  const { enabled, timer } = ending ? { enabled: outcome(leader), timer: null } : leader;
  return [{ kind: "blocking", enabled, timer }];
}

/** Lists are downloaded at different times, and grow; a build that has lost a list differs by more. */
const sameCount = { share: 0.05, domains: 100 };

/**
 * Whether gravity is to be built: the leader has built since, and this node has not; or from lists that are here as
 * well now, and were not when this node built; or this build blocks far fewer or more; or the leader has content of a list of which the follower has
 * none once `steps` are done. Gravity leaves disabled lists out, so these never ask for it.
 */
function gravityDue(leader: SyncState, follower: SyncState, steps: readonly SyncStep[]): boolean {
  const [theirs, ours] = [leader.gravity, follower.gravity];
  const current = theirs.lists === listsDigest(leader.lists);
  if (theirs.generation !== ours.generation && !(current && builtLater(theirs, ours))) return true;
  if (current && ours.lists !== theirs.lists) return true;
  if (current && ours.domains === 0 && theirs.domains > 0) return true;
  const apart = Math.abs(theirs.domains - ours.domains);
  if (current && apart > Math.max(sameCount.domains, theirs.domains * sameCount.share)) return true;
  const key = ({ address, type }: List): string => keyText({ item: address, type });
  const lost = steps.flatMap((step) => (step.kind === "delete" && step.table === "lists" ? step.keys : []));
  const content = new Set(follower.lists.filter(({ built }) => built).map(key));
  lost.forEach((each) => content.delete(keyText(each)));
  return leader.lists.some((list) => list.enabled && list.built && !content.has(key(list)));
}
