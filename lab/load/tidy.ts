import type { Change } from "./changes/change";
import { isOfDrill } from "./changes/marks";
import { blockingChange, settingChange } from "./changes/setting-moves";
import { itemsOf, type State } from "./pihole-state";

/** Pi-hole takes no body of 64 KiB or more. */
const mostAtOnce = 400;

/** So many rows of a table may go at once and nobody is asked: fewer than ten or at most three of ten, and not the last ones. */
export function piece(rows: number): number {
  return Math.min(mostAtOnce, Math.max(1, Math.floor(rows * 0.3), Math.min(9, rows - 1)));
}

/** `from` is what a Pi-hole has, in the order in which it is to go. */
function pieces<T>(gone: readonly T[], rows: number): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < gone.length; at += all.at(-1)!.length)
    all.push(gone.slice(at, at + piece(rows - at)));
  return all;
}

/**
 * The changes that take away all that drills have made of `now`, and give settings the values that they had in
 * `before`: in steps that are small enough for no one to be asked.
 */
export function tidying(before: State, now: State): Change[] {
  return [
    ...deletions("domains", Object.keys(now.domains), (name) => {
      const [type, kind, ...item] = name.split(" ");
      return { item: item.join(" "), type, kind };
    }),
    ...deletions("lists", Object.keys(now.lists), (name) => {
      const [type, ...item] = name.split(" ");
      return { item: item.join(" "), type };
    }),
    ...deletions("clients", Object.keys(now.clients), (item) => ({ item })),
    ...deletions("groups", groupNames(now), (item) => ({ item })),
    ...fewerHosts(now),
    ...settings(before, now),
    ...(before.blocking.blocking === "enabled" && now.blocking.blocking !== "enabled"
      ? [blockingChange("blocking on", true, null)]
      : []),
  ];
}

/** All but the default group, which nobody can delete. */
const groupNames = ({ groups }: State): string[] =>
  Object.entries(groups).flatMap(([name, content]) => (String(content).endsWith("true]") ? [] : [name]));

function deletions(
  part: "groups" | "lists" | "domains" | "clients",
  names: readonly string[],
  keyOf: (name: string) => Readonly<Record<string, unknown>>,
): Change[] {
  const gone = names.filter((name) => isOfDrill(String(keyOf(name).item)) || isOfDrill(name));
  const path = `/api/${part}:batchDelete`;
  return pieces(gone, names.length).map((some) => ({
    kind: `${part} tidied`,
    part,
    method: "POST",
    path,
    body: some.map(keyOf),
  }));
}

function fewerHosts(now: State): Change[] {
  const lines = itemsOf(now.settings, "dns.hosts");
  const gone = lines.filter(isOfDrill);
  let left = lines;
  return pieces(gone, lines.length).map((some) => {
    left = left.filter((line) => !some.includes(line));
    return settingChange("local records tidied", "dns.hosts", left);
  });
}

/**
 * The settings that have changed, or that hold lines of a drill, each by itself: local records and what restarts
 * Pi-hole must not change in one request.
 */
function settings(before: State, now: State): Change[] {
  return Object.entries(before.settings)
    .filter(([key]) => key !== "dns.hosts")
    .map(([key, text]) => ({ key, wanted: withoutDrills(JSON.parse(String(text))) }))
    .filter(({ key, wanted }) => now.settings[key] !== JSON.stringify(wanted))
    .map(({ key, wanted }) => settingChange(`setting ${key} put back`, key, wanted));
}

/** A drill that was killed left its lines, and the next drill finds them at its start. */
const withoutDrills = (value: unknown): unknown =>
  Array.isArray(value) ? value.filter((line) => !isOfDrill(String(line))) : value;
