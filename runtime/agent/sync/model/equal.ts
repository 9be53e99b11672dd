import { fitsRequest } from "./setting-size";
import { settingOf, type SettingKey, type Traits } from "./setting-keys";
import type { SettingValue, SyncState } from "./sync-state";

/*
 * When two nodes' values are no difference worth a request.
 */

/** How far apart two timers of blocking may be, in seconds: they are read one after the other. */
export const timerTolerance = 3;

type Blocking = SyncState["blocking"];

/** Compares what blocking will come to, and when: a timer that is about to end is the state after it. */
export function sameBlocking(a: Blocking, b: Blocking): boolean {
  const left = (blocking: Blocking): number => blocking.timer ?? 0;
  return outcome(a) === outcome(b) && Math.abs(left(a) - left(b)) <= timerTolerance;
}

/** Whether blocking is on when no timer runs any more. */
export const outcome = ({ enabled, timer }: Blocking): boolean => (timer === null ? enabled : !enabled);

/** The order of an array counts, unless the setting is a set, or so large that it can only be changed item by item. */
export function sameSetting(key: SettingKey, a: SettingValue, b: SettingValue): boolean {
  const isLarge = [a, b].some((value) => Array.isArray(value) && !fitsRequest({ [key]: value }));
  const comparable = (value: SettingValue): SettingValue => {
    if (!Array.isArray(value)) return value;
    if (isLarge) return [...new Set(value)].sort();
    return settingOf(key).unordered ? [...value].sort() : value;
  };
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

/** A setting that the follower should have otherwise. */
export interface SettingChange {
  readonly key: SettingKey;
  readonly from: SettingValue;
  readonly to: SettingValue;
}

/** The differing settings that both sides know, without what the follower's Pi-hole cannot have. */
export function settingChanges(leader: SyncState, follower: SyncState, traits: Traits): SettingChange[] {
  return (Object.keys(leader.settings) as SettingKey[]).flatMap((key) => {
    const [to, from] = [leader.settings[key], follower.settings[key]];
    if (to === undefined || from === undefined) return [];
    const { forced = false, refused } = traits[key] ?? {};
    if (forced || (refused !== undefined && sameSetting(key, refused, to))) return [];
    return sameSetting(key, from, to) ? [] : [{ key, from, to }];
  });
}
