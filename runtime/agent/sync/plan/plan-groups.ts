import { reachableByPath } from "../model/url-safe-key";
import { alike, chunks, deletionsAtOnce, itemsAtOnce } from "../apply/chunk";
import { alignDefaultGroup, mapMemberships } from "./default-group";
import type { SyncStep } from "./step";
import type { Group, SyncState } from "../model/sync-state";

export interface GroupPlan {
  /** What the rows' steps need: every group of the leader's is there after it. */
  readonly before: readonly SyncStep[];
  /** Groups that no row is in any more. */
  readonly after: readonly SyncStep[];
  /** The follower's state between the two, as far as rows and their memberships go. */
  readonly follower: SyncState;
}

/** What makes the follower's groups the leader's. */
export function planGroups(leader: SyncState, before: SyncState): GroupPlan {
  const aligned = alignDefaultGroup(leader, before);
  const present = new Map(aligned.follower.groups.map((group) => [group.name, group]));
  const wanted = new Set(leader.groups.map(({ name }) => name));
  const changed = leader.groups.filter((group) => {
    const found = present.get(group.name);
    return found !== undefined && !sameGroup(found, group);
  });
  const replaced = changed.filter((group) => !group.isDefault && !reachableByPath(group.name));
  const gone = new Set(replaced.map(({ name }) => name));
  const added = leader.groups.filter(({ name }) => !present.has(name) || gone.has(name));
  return {
    before: [
      ...aligned.steps,
      ...deletions([...gone]),
      ...changed
        .filter(({ name }) => !gone.has(name))
        .map((group): SyncStep => ({ kind: "set-group", name: group.name, group })),
      ...additions(added),
    ],
    after: deletions([...present.keys()].filter((name) => !wanted.has(name))),
    follower:
      gone.size === 0
        ? aligned.follower
        : mapMemberships(aligned.follower, (names) => names.filter((name) => !gone.has(name))),
  };
}

/** Compares two groups of one identity: by default, or by name. */
export const sameGroup = (a: Group, b: Group): boolean =>
  a.name === b.name && (a.comment || null) === (b.comment || null) && a.enabled === b.enabled;

function additions(groups: readonly Group[]): SyncStep[] {
  const content = ({ comment, enabled }: Group): string => JSON.stringify([comment || null, enabled]);
  return alike(groups, content).flatMap((rows) => {
    const { comment, enabled } = rows[0]!;
    const names = rows.map(({ name }) => name);
    return chunks(names, itemsAtOnce).map((names): SyncStep => ({
      kind: "add-groups",
      names,
      comment,
      enabled,
    }));
  });
}

const deletions = (names: readonly string[]): SyncStep[] =>
  chunks(
    names.map((item) => ({ item })),
    deletionsAtOnce,
  ).map((keys): SyncStep => ({ kind: "delete", table: "groups", keys }));
