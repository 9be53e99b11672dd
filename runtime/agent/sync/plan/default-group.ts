import type { SyncStep } from "./step";
import type { Group, SyncState } from "../model/sync-state";

/** The follower's state once the steps are done. */
export interface PreparedFollower {
  readonly steps: readonly SyncStep[];
  readonly follower: SyncState;
}

/**
 * Gives the follower's default group the leader's name for it: it is known by its identity, and everything else by
 * names. Another group that has that name gives way first, and takes the freed name where the leader has one of that
 * name: so exchanged names are renames, and nobody is without a group for a moment.
 */
export function alignDefaultGroup(leader: SyncState, follower: SyncState): PreparedFollower {
  const wanted = defaultGroup(leader);
  const present = defaultGroup(follower);
  if (wanted.name === present.name) return { steps: [], follower };
  const rename = renamer(follower);
  const inTheWay = follower.groups.find(({ name }) => name === wanted.name);
  const aside = inTheWay && { ...inTheWay, name: freeName(wanted.name, [leader, follower]) };
  if (aside) rename(wanted.name, aside);
  rename(present.name, wanted);
  const heir = leader.groups.find(({ name }) => name === present.name);
  if (aside && heir) rename(aside.name, heir);
  return rename.done();
}

const defaultGroup = ({ groups }: SyncState): Group => {
  const found = groups.find(({ isDefault }) => isDefault);
  if (!found) throw new Error("groups: the default group is missing");
  return found;
};

/** Collects renames, and what they make of a state: memberships go with the group. */
function renamer(state: SyncState) {
  const steps: SyncStep[] = [];
  let now = state;
  const rename = (name: string, group: Group): void => {
    steps.push({ kind: "set-group", name, group });
    now = {
      ...mapMemberships(now, (names) => names.map((each) => (each === name ? group.name : each))),
      groups: now.groups.map((each) => (each.name === name ? group : each)),
    };
  };
  return Object.assign(rename, { done: (): PreparedFollower => ({ steps, follower: now }) });
}

/** The state with every row's groups mapped, and sorted again. */
export function mapMemberships(state: SyncState, map: (groups: string[]) => string[]): SyncState {
  const mapped = <Row extends { groups: string[] }>(rows: Row[]): Row[] =>
    rows.map((row) => ({ ...row, groups: map(row.groups).sort() }));
  return {
    ...state,
    lists: mapped(state.lists),
    domains: mapped(state.domains),
    clients: mapped(state.clients),
  };
}

function freeName(name: string, states: readonly SyncState[]): string {
  const taken = new Set(states.flatMap(({ groups }) => groups.map((group) => group.name)));
  let free = `${name} (before)`;
  for (let i = 2; taken.has(free); i++) free = `${name} (before ${i})`;
  return free;
}
