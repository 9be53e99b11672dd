import type { Dice } from "../../dice";
import { clientAddress } from "./marks";
import { comment, type Made, type Move, otherGroups, replaced, type Row, someGroups } from "./move";

/** As many as there are addresses for. */
const mostNumbers = 254;
const there = ({ clients }: Made): boolean => clients.length > 0;
const pathOf = ({ item }: Row): string => `/api/clients/${encodeURIComponent(item)}`;

const changing = (kind: string, change: (made: Made, client: Row, dice: Dice) => Row): Move => ({
  isPossible: there,
  make: (made, dice) => {
    const before = dice.pick(made.clients);
    const after = change(made, before, dice);
    made.clients = replaced(made.clients, before, after);
    const { comment, groups } = after;
    return { kind, part: "clients", method: "PUT", path: pathOf(after), body: { comment }, groups };
  },
});

function freeAddress({ clients }: Made): string | undefined {
  for (let n = 1; n <= mostNumbers; n++)
    if (!clients.some(({ item }) => item === clientAddress(n))) return clientAddress(n);
  return undefined;
}

export const clientMoves: readonly Move[] = [
  {
    isPossible: (made) => freeAddress(made) !== undefined,
    make: (made, dice) => {
      const item = freeAddress(made)!;
      const client = { item, comment: comment(made), enabled: true, groups: someGroups(made, dice) };
      made.clients = [...made.clients, client];
      const body = { client: item, comment: client.comment };
      const path = "/api/clients";
      return { kind: "client added", part: "clients", method: "POST", path, body, groups: client.groups };
    },
  },
  changing("client's comment", (made, client) => ({ ...client, comment: comment(made) })),
  changing("client's groups", (made, client, dice) => ({
    ...client,
    groups: otherGroups(made, dice, client.groups),
  })),
  {
    isPossible: there,
    make: (made, dice) => {
      const gone = dice.pick(made.clients);
      made.clients = made.clients.filter((client) => client !== gone);
      return { kind: "client deleted", part: "clients", method: "DELETE", path: pathOf(gone) };
    },
  },
];
