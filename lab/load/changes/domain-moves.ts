import type { Dice } from "../../dice";
import type { Change } from "./change";
import { domainName, domainPattern } from "./marks";
import { comment, type DomainRow, type Made, type Move, otherGroups, replaced, someGroups } from "./move";

const there = ({ domains }: Made): boolean => domains.length > 0;
const tableOf = ({ type, kind }: Pick<DomainRow, "type" | "kind">): string => `/api/domains/${type}/${kind}`;
const pathOf = (row: DomainRow): string => `${tableOf(row)}/${encodeURIComponent(row.item)}`;

/** One of the four tables that a domain may be in. */
const adding = (type: DomainRow["type"], kind: DomainRow["kind"]): Move => ({
  isPossible: () => true,
  make: (made, dice) => {
    const name = kind === "exact" ? domainName : domainPattern;
    const row = {
      type,
      kind,
      item: name(made.next++),
      comment: comment(made),
      enabled: true,
      groups: someGroups(made, dice),
    };
    made.domains = [...made.domains, row];
    const { item: domain, comment: text, enabled, groups } = row;
    return {
      kind: `domain added (${type}, ${kind})`,
      part: "domains",
      method: "POST",
      path: tableOf(row),
      body: { domain, comment: text, enabled },
      groups,
    };
  },
});

const changing = (kind: string, change: (made: Made, row: DomainRow, dice: Dice) => DomainRow): Move => ({
  isPossible: there,
  make: (made, dice) => {
    const before = dice.pick(made.domains);
    const after = change(made, before, dice);
    made.domains = replaced(made.domains, before, after);
    return put(kind, after);
  },
});

function put(kind: string, row: DomainRow): Change {
  const { type, kind: domainKind, comment, enabled, groups } = row;
  const body = { type, kind: domainKind, comment, enabled };
  return { kind, part: "domains", method: "PUT", path: pathOf(row), body, groups };
}

export const domainMoves: readonly Move[] = [
  adding("deny", "exact"),
  adding("deny", "regex"),
  adding("allow", "exact"),
  adding("allow", "regex"),
  changing("domain's comment", (made, row) => ({ ...row, comment: comment(made) })),
  changing("domain on or off", (_, row) => ({ ...row, enabled: !row.enabled })),
  changing("domain's groups", (made, row, dice) => ({
    ...row,
    groups: otherGroups(made, dice, row.groups),
  })),
  {
    isPossible: there,
    make: (made, dice) => {
      const gone = dice.pick(made.domains);
      made.domains = made.domains.filter((row) => row !== gone);
      return { kind: "domain deleted", part: "domains", method: "DELETE", path: pathOf(gone) };
    },
  },
];
