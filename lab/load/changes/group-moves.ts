import type { Change } from "./change";
import { groupName } from "./marks";
import { comment, type Made, type Move, replaced, type Row } from "./move";

const there = ({ groups }: Made): boolean => groups.length > 0;

function put(kind: string, before: Row, after: Row): Change {
  const { item: name, comment, enabled } = after;
  const path = `/api/groups/${encodeURIComponent(before.item)}`;
  return { kind, part: "groups", method: "PUT", path, body: { name, comment, enabled } };
}

/** Changes one of the groups, and those rows that name it. */
const changing = (kind: string, change: (made: Made, group: Row) => Row): Move => ({
  isPossible: there,
  make: (made, dice) => {
    const before = dice.pick(made.groups);
    const after = change(made, before);
    made.groups = replaced(made.groups, before, after);
    renameMemberships(made, before.item, [after.item]);
    return put(kind, before, after);
  },
});

function renameMemberships(made: Made, name: string, to: readonly string[]): void {
  const renamed = <R extends Row>(rows: readonly R[]): R[] =>
    rows.map((row) => ({
      ...row,
      groups: row.groups.flatMap((group) => (group === name ? to : [group])),
    }));
  made.lists = renamed(made.lists);
  made.domains = renamed(made.domains);
  made.clients = renamed(made.clients);
}

export const groupMoves: readonly Move[] = [
  {
    isPossible: () => true,
    make: (made) => {
      const group = { item: groupName(made.next++), comment: comment(made), enabled: true, groups: [] };
      made.groups = [...made.groups, group];
      const body = { name: group.item, comment: group.comment, enabled: true };
      return { kind: "group added", part: "groups", method: "POST", path: "/api/groups", body };
    },
  },
  changing("group's comment", (made, group) => ({ ...group, comment: comment(made) })),
  changing("group on or off", (_, group) => ({ ...group, enabled: !group.enabled })),
  changing("group renamed", (made, group) => ({ ...group, item: groupName(made.next++) })),
  {
    isPossible: there,
    make: (made, dice) => {
      const gone = dice.pick(made.groups);
      made.groups = made.groups.filter((group) => group !== gone);
      renameMemberships(made, gone.item, []);
      const path = `/api/groups/${encodeURIComponent(gone.item)}`;
      return { kind: "group deleted", part: "groups", method: "DELETE", path };
    },
  },
];
