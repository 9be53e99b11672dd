import type { DatabaseSync } from "node:sqlite";

/** So many names of gravity's are answered as blocked at most: dnsmasq stands still while it reads them (100,000: more than a second). */
export const mostGravityNames = 5_000;

export interface BlockedNames {
  /** Exact deny domains. */
  readonly denied: ReadonlySet<string>;
  /** Names that block lists have; undefined: too many of them. */
  readonly gravity: ReadonlySet<string> | undefined;
}

export const nothingBlocked: BlockedNames = { denied: new Set(), gravity: new Set() };

const inDefault = (link: string, id: string): string =>
  `JOIN ${link} m ON m.${id} = t.id AND m.group_id = 0 JOIN "group" g ON g.id = 0 AND g.enabled = 1`;
const exact = (type: number): string =>
  `SELECT domain FROM domainlist t ${inDefault("domainlist_by_group", "domainlist_id")} WHERE t.enabled = 1 AND type = ${type}`;
const fromLists = (content: string): string =>
  `SELECT c.domain FROM ${content} c JOIN adlist t ON t.id = c.adlist_id ${inDefault("adlist_by_group", "adlist_id")} WHERE t.enabled = 1`;

/**
 * What a client that is in no group but Default is answered with a blocked address for. Left out: regexes, ABP
 * patterns, and the groups of other clients. An exact allow domain, and a list that allows, win.
 */
export function blockedNames(db: DatabaseSync): BlockedNames {
  const names = (sql: string): string[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => String(row.domain));
  const allowed = new Set(names(exact(0)));
  const denied = new Set(names(exact(1)).filter((name) => !allowed.has(name)));
  const count = db
    .prepare("SELECT COUNT(*) AS n FROM (SELECT 1 FROM gravity LIMIT ?)")
    .get(mostGravityNames + 1);
  if (Number(count?.n) > mostGravityNames) return { denied, gravity: undefined };
  const antigravity = new Set(names(fromLists("antigravity")));
  const gravity = names(fromLists("gravity")).filter(
    (name) => !name.startsWith("||") && !allowed.has(name) && !antigravity.has(name),
  );
  return { denied, gravity: new Set(gravity) };
}
