import { alignDefaultGroup } from "../plan/default-group";
import { sameBlocking, settingChanges } from "./equal";
import { sameGroup } from "../plan/plan-groups";
import { settingOf, type SettingKey, type Traits } from "./setting-keys";
import { shownName } from "./shown";
import type { SyncRowKey } from "../plan/step";
import type { SettingValue, SyncState } from "./sync-state";
import { compareRows, ofEachTable } from "./table-rules";

/** How one of the follower's tables differs from the leader's, in words that name rows. */
export interface TableDifference {
  readonly table: string;
  /** On the leader alone. */
  readonly added: readonly string[];
  /** On the follower alone. */
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** What is no row. */
  readonly besides: readonly string[];
}

/**
 * All that differs, besides what a follower cannot fix and gravity: empty just where the plan without gravity is.
 * `traits` are the follower's; without them nothing is taken for forced.
 */
export function difference(leader: SyncState, follower: SyncState, traits: Traits = {}): TableDifference[] {
  const aligned = alignDefaultGroup(leader, follower);
  const settings = settingChanges(leader, follower, traits);
  return [
    groupDifference(leader, follower),
    ...ofEachTable((rules) => {
      const { added, removed, changed } = compareRows(rules, leader, aligned.follower);
      const words = <Row>(rows: readonly Row[], key: (row: Row) => SyncRowKey): string[] =>
        rows.map((row) => keyWords(key(row)));
      return {
        table: rules.table,
        added: words(added, rules.key),
        removed: words(removed, rules.key),
        changed: changed.map(({ after }) => keyWords(rules.key(after))),
        besides: [],
      };
    }),
    ...settings.map(({ key, from, to }) => settingDifference(key, from, to)),
    {
      table: "blocking",
      ...nothing,
      besides: sameBlocking(leader.blocking, follower.blocking)
        ? []
        : [`${blockingWords(follower)} instead of ${blockingWords(leader)}`],
    },
  ].filter(
    ({ added, removed, changed, besides }) =>
      added.length + removed.length + changed.length + besides.length > 0,
  );
}

/** One line a table, each with at most `most` rows of a kind by name. */
export function differenceWords(differences: readonly TableDifference[], most = 5): string[] {
  const some = (verb: string, rows: readonly string[]): string[] => {
    const more = rows.length > most ? ` and ${rows.length - most} more` : "";
    return rows.length === 0 ? [] : [`${verb} ${rows.slice(0, most).join(", ")}${more}`];
  };
  return differences.map(({ table, added, removed, changed, besides }) => {
    const rows = [...some("lacks", added), ...some("has besides", removed), ...some("differs in", changed)];
    const parts = [...rows, ...besides];
    return `${table}: ${parts.join("; ")}`;
  });
}

/** How much differs, by table, without names: `domains: 2 lacking, 1 besides, 3 changed`. */
export const differenceFigures = (differences: readonly TableDifference[]): string[] =>
  differences.map(({ table, added, removed, changed, besides }) => {
    const counts = [
      [added.length, "lacking"],
      [removed.length, "besides"],
      [changed.length, "changed"],
    ] as const;
    const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
    return `${table}: ${words.length > 0 || besides.length === 0 ? words.join(", ") : "changed"}`;
  });

const nothing = { added: [], removed: [], changed: [], besides: [] };

/** `ads.example (deny, exact)`. */
function keyWords({ item, type, kind }: SyncRowKey): string {
  const traits = [type, kind].filter((trait) => trait !== undefined);
  return traits.length === 0 ? shownName(item) : `${shownName(item)} (${traits.join(", ")})`;
}

function groupDifference(leader: SyncState, follower: SyncState): TableDifference {
  const split = ({ groups }: SyncState) => ({
    own: groups.find(({ isDefault }) => isDefault),
    others: new Map(groups.filter(({ isDefault }) => !isDefault).map((group) => [group.name, group])),
  });
  const [theirs, ours] = [split(leader), split(follower)];
  const alone = (one: typeof theirs, other: typeof theirs): string[] =>
    [...one.others.keys()].filter((name) => !other.others.has(name));
  const changed = [...theirs.others.values()].filter((group) => {
    const found = ours.others.get(group.name);
    return found !== undefined && !sameGroup(found, group);
  });
  const sameDefault = theirs.own && ours.own && sameGroup(theirs.own, ours.own);
  return {
    table: "groups",
    added: alone(theirs, ours).map(shownName),
    removed: alone(ours, theirs).map(shownName),
    changed: [
      ...(sameDefault ? [] : [`${shownName(ours.own?.name ?? "")} (the default group)`]),
      ...changed.map(({ name }) => shownName(name)),
    ],
    besides: [],
  };
}

function settingDifference(key: SettingKey, from: SettingValue, to: SettingValue): TableDifference {
  if (settingOf(key).secret) return { table: key, ...nothing, besides: ["another secret"] };
  if (!Array.isArray(from) || !Array.isArray(to))
    return {
      table: key,
      ...nothing,
      besides: [`${shownName(String(from))} instead of ${shownName(String(to))}`],
    };
  const [there, wanted] = [new Set(from), new Set(to)];
  const added = to.filter((item) => !there.has(item));
  const removed = from.filter((item) => !wanted.has(item));
  const elsewhere = added.length + removed.length === 0 ? ["another order or repetition"] : [];
  return {
    table: key,
    added: added.map(shownName),
    removed: removed.map(shownName),
    changed: [],
    besides: elsewhere,
  };
}

const blockingWords = ({ blocking: { enabled, timer } }: SyncState): string =>
  `${enabled ? "on" : "off"}${timer === null ? "" : ` for ${Math.round(timer)} s`}`;
