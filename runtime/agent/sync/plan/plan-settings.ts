import type { SettingChange } from "../model/equal";
import { fitsRequest, longestArray } from "../model/setting-size";
import { settingOf, type SettingKey, type Traits } from "../model/setting-keys";
import type { SettingValue } from "../model/setting-value";
import type { SyncStep } from "./step";

/**
 * The live settings, then those that restart Pi-hole, in one restart: a local record is there before an alias of it.
 * dns.hosts shares no request with a restart even if it restarts itself: Pi-hole has hung on that. What no request
 * can hold goes item by item.
 */
export function planSettings(changes: readonly SettingChange[], traits: Traits): SyncStep[] {
  const restarting = changes.filter((change) => restarts(change, traits));
  const live = changes.filter((change) => !restarting.includes(change));
  return [
    ...planAlike(live, false),
    ...planAlike(
      restarting.filter(({ key }) => key === "dns.hosts"),
      true,
    ),
    ...planAlike(
      restarting.filter(({ key }) => key !== "dns.hosts"),
      true,
    ),
  ];
}

function restarts({ key, from, to }: SettingChange, traits: Traits): boolean {
  // Of a setting that was not seen on this Pi-hole, the worse is assumed.
  return (traits[key]?.restarts ?? true) || (settingOf(key).loweringRestarts === true && to < from);
}

/** Changes that all restart Pi-hole, or none does, in as few requests as can hold them. */
function planAlike(changes: readonly SettingChange[], restarts: boolean): SyncStep[] {
  const large = changes.filter(({ key, to }) => Array.isArray(to) && !fitsRequest({ [key]: to }));
  const steps: Record<string, SettingValue>[] = [];
  for (const { key, to } of changes.filter((change) => !large.includes(change))) {
    const last = steps.at(-1);
    if (last && fitsRequest({ ...last, [key]: to })) last[key] = to;
    else steps.push({ [key]: to });
  }
  return [
    ...steps.map((values): SyncStep => ({ kind: "settings", values, restarts })),
    ...large.flatMap((change) => planItems(change, restarts)),
  ];
}

/**
 * Adds what is missing, and only then removes what is too much: a request with a part of the array would take the rest
 * away. Where that takes nothing away, the first request brings as much as it can hold.
 */
function planItems(change: SettingChange, restarts: boolean): SyncStep[] {
  const { key, from, to } = change;
  const [present, wanted] = [from as readonly string[], to as readonly string[]];
  const first = longestArray(key, wanted);
  const begins = !restarts && present.every((item) => first.includes(item)) && present.length < first.length;
  return [
    ...(begins ? [{ kind: "settings", values: { [key]: first }, restarts: false } as const] : []),
    ...itemSteps(key, begins ? first : present, wanted, restarts),
  ];
}

/** What makes one list of a setting another, item by item. */
export function itemSteps(
  key: SettingKey,
  from: readonly string[],
  to: readonly string[],
  restarts: boolean,
): SyncStep[] {
  const there = new Set(from);
  const kept = new Set(to);
  const items = [
    ...[...kept].filter((item) => !there.has(item)).map((item) => ({ item, present: true })),
    ...[...there].filter((item) => !kept.has(item)).map((item) => ({ item, present: false })),
  ];
  return items.map(({ item, present }, i): SyncStep => {
    const restart = !restarts ? "none" : i < items.length - 1 ? "later" : "now";
    return { kind: "setting-item", key, item, present, restart };
  });
}
