import type { Change } from "./change";
import { listAddress } from "./marks";
import { comment, type Made, type Move, otherGroups, replaced, type Row, someGroups } from "./move";

const there = ({ lists }: Made): boolean => lists.length > 0;
const pathOf = ({ item }: Row): string => `/api/lists/${encodeURIComponent(item)}?type=block`;

const changing = (kind: string, change: (made: Made, list: Row) => Row): Move => ({
  isPossible: there,
  make: (made, dice) => {
    const before = dice.pick(made.lists);
    const after = change(made, before);
    made.lists = replaced(made.lists, before, after);
    return put(kind, after);
  },
});

function put(kind: string, list: Row): Change {
  const { comment, enabled, groups } = list;
  const body = { type: "block", comment, enabled };
  return { kind, part: "lists", method: "PUT", path: pathOf(list), body, groups };
}

export const listMoves: readonly Move[] = [
  {
    isPossible: () => true,
    make: (made, dice) => {
      const list = {
        item: listAddress(made.next++),
        comment: comment(made),
        enabled: true,
        groups: someGroups(made, dice),
      };
      made.lists = [...made.lists, list];
      const { item: address, comment: text, enabled, groups } = list;
      const body = { address, comment: text, enabled };
      const path = "/api/lists?type=block";
      return { kind: "list added", part: "lists", method: "POST", path, body, groups };
    },
  },
  changing("list's comment", (made, list) => ({ ...list, comment: comment(made) })),
  changing("list on or off", (_, list) => ({ ...list, enabled: !list.enabled })),
  {
    isPossible: there,
    make: (made, dice) => {
      const before = dice.pick(made.lists);
      const after = { ...before, groups: otherGroups(made, dice, before.groups) };
      made.lists = replaced(made.lists, before, after);
      return put("list's groups", after);
    },
  },
  {
    isPossible: there,
    make: (made, dice) => {
      const gone = dice.pick(made.lists);
      made.lists = made.lists.filter((list) => list !== gone);
      return { kind: "list deleted", part: "lists", method: "DELETE", path: pathOf(gone) };
    },
  },
];
