import type { SyncRowKey, SyncStep, SyncTable } from "../plan/step";
import type { Client, Domain, List, SyncState } from "./sync-state";

/** What the tables of rows that are in groups have in common; how one differs from another is in its rules. */
export interface TableRules<Row> {
  readonly table: Exclude<SyncTable, "groups">;
  readonly rows: (state: SyncState) => readonly Row[];
  readonly key: (row: Row) => SyncRowKey;
  /** All that a request writes besides the row's item; rows that share it can be added by one request. */
  readonly content: (row: Row) => readonly unknown[];
  /** Whether it can decide anything: a group that is switched off, as at bedtime, is not looked at. */
  readonly effective: (row: Row) => boolean;
  readonly add: (rows: readonly [Row, ...Row[]]) => SyncStep;
  readonly set: (row: Row) => SyncStep;
}

const lists: TableRules<List> = {
  table: "lists",
  rows: (state) => state.lists,
  key: ({ address, type }) => ({ item: address, type }),
  effective: ({ enabled, groups }) => enabled && groups.length > 0,
  content: ({ type, comment, enabled, groups }) => [type, comment || null, enabled, groups],
  add: (rows) => {
    const [{ type, comment, enabled, groups }] = rows;
    const addresses = rows.map(({ address }) => address);
    return { kind: "add-lists", addresses, type, comment, enabled, groups };
  },
  set: (list) => ({ kind: "set-list", list }),
};

const domains: TableRules<Domain> = {
  table: "domains",
  rows: (state) => state.domains,
  key: ({ domain, type, kind }) => ({ item: domain, type, kind }),
  effective: ({ enabled, groups }) => enabled && groups.length > 0,
  content: ({ type, kind, comment, enabled, groups }) => [type, kind, comment || null, enabled, groups],
  add: (rows) => {
    const [{ type, kind, comment, enabled, groups }] = rows;
    const domains = rows.map(({ domain }) => domain);
    return { kind: "add-domains", domains, type, domainKind: kind, comment, enabled, groups };
  },
  set: (domain) => ({ kind: "set-domain", domain }),
};

const clients: TableRules<Client> = {
  table: "clients",
  rows: (state) => state.clients,
  key: ({ client }) => ({ item: client }),
  effective: ({ groups }) => groups.length > 0,
  content: ({ comment, groups }) => [comment || null, groups],
  add: (rows) => {
    const [{ comment, groups }] = rows;
    return { kind: "add-clients", clients: rows.map(({ client }) => client), comment, groups };
  },
  set: (client) => ({ kind: "set-client", client }),
};

/** Calls `visit` with the rules of lists, domains and clients, in the order in which they are to be synced. */
export const ofEachTable = <T>(visit: <Row>(rules: TableRules<Row>) => T): T[] => [
  visit(lists),
  visit(domains),
  visit(clients),
];

/** One text for one key, for maps and sets. */
export const keyText = ({ item, type, kind }: SyncRowKey): string => JSON.stringify([item, type, kind]);

interface Changed<Row> {
  readonly before: Row;
  readonly after: Row;
}

/** What would have to happen to the follower's rows, by natural key. */
export interface RowDifference<Row> {
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
  readonly changed: readonly Changed<Row>[];
}

/** Plan, guard and difference ask for the same comparison, one after another. */
const compared = new WeakMap<readonly unknown[], { readonly to: readonly unknown[]; readonly by: unknown }>();

/** Compares one table. Memberships are names, so the default group is to have one name on both sides. */
export function compareRows<Row>(
  rules: TableRules<Row>,
  leader: SyncState,
  follower: SyncState,
): RowDifference<Row> {
  const [theirs, ours] = [rules.rows(leader), rules.rows(follower)];
  const before = compared.get(theirs);
  if (before?.to === ours) return before.by as RowDifference<Row>;
  const by = compareAnew(rules, theirs, ours);
  compared.set(theirs, { to: ours, by });
  return by;
}

function compareAnew<Row>(
  rules: TableRules<Row>,
  theirs: readonly Row[],
  ours: readonly Row[],
): RowDifference<Row> {
  const added: Row[] = [];
  const changed: Changed<Row>[] = [];
  const both = (before: Row, after: Row): void => {
    if (!sameContent(rules.content(before), rules.content(after))) changed.push({ before, after });
  };
  // Both are sorted and mostly the same: what is alike from either end needs no look-up.
  const shorter = Math.min(theirs.length, ours.length);
  const alike = (after: Row, before: Row): boolean => sameKey(rules.key(after), rules.key(before));
  let head = 0;
  for (; head < shorter && alike(theirs[head]!, ours[head]!); head++) both(ours[head]!, theirs[head]!);
  let tail = 0;
  while (tail < shorter - head && alike(theirs.at(-1 - tail)!, ours.at(-1 - tail)!)) tail++;
  const middle = (rows: readonly Row[]): readonly Row[] => rows.slice(head, rows.length - tail);
  const left = new Map(middle(ours).map((row) => [quickKey(rules.key(row)), row]));
  for (const after of middle(theirs)) {
    const key = quickKey(rules.key(after));
    const before = left.get(key);
    left.delete(key);
    if (before === undefined) added.push(after);
    else both(before, after);
  }
  for (let i = tail; i > 0; i--) both(ours.at(-i)!, theirs.at(-i)!);
  return { added, removed: [...left.values()], changed };
}

const sameKey = (a: SyncRowKey, b: SyncRowKey): boolean =>
  a.item === b.item && a.type === b.type && a.kind === b.kind;

/** What JSON would make of it, at a fraction of the time. */
const quickKey = ({ item, type = "", kind = "" }: SyncRowKey): string => `${type}\0${kind}\0${item}`;

const sameContent = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.every((value, i) => {
    const other = b[i];
    if (!Array.isArray(value)) return value === other;
    return (
      Array.isArray(other) && value.length === other.length && value.every((each, at) => each === other[at])
    );
  });
