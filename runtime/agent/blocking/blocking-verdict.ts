/**
 * Whether this node's Pi-hole blocks what its lists say. `unknown`: not seen yet since its last start; `off`: a person
 * has switched blocking off, or there is nothing to block; `empty`: its lists have no content; `fails`: it answers
 * names that it should block.
 */
export const blockingStates = ["unknown", "blocks", "off", "empty", "fails"] as const;
export type BlockingState = (typeof blockingStates)[number];

export interface BlockingVerdict {
  readonly state: BlockingState;
  /** For people, by name; empty if there is nothing to say. */
  readonly reason: string;
}

/** What Pi-hole's API says: counts are negative if it cannot read its database. */
export interface ApiLook {
  readonly uptimeMs: number;
  readonly gravity: number;
  readonly groups: number;
  /** Of those that are enabled. */
  readonly lists: number;
  readonly enabled: boolean;
}

/** What lies where gravity.db should be. */
export type FileLook = "missing" | "empty" | "there";

/** What a look into gravity.db found; see gravity-look.ts. */
export interface DatabaseLook {
  /** What SQLite says against it; empty if it is whole. */
  readonly damage: string;
  /** Names that it blocks for everybody, to be asked for. */
  readonly names: readonly string[];
}

/** What a question for one of these names came to. */
export interface NameLook {
  readonly name: string;
  readonly blocked: boolean;
}

export interface Evidence {
  readonly api: ApiLook;
  readonly file: FileLook;
  readonly database: DatabaseLook | undefined;
  /** The last ones, the newest last. */
  readonly names: readonly NameLook[];
}

/** After a start all counts are zero until Pi-hole has counted. */
const countedAfterMs = 10_000;
/** So many names in a row have to be answered as if nobody blocked them. */
const namesThatTell = 3;

const unknown: BlockingVerdict = { state: "unknown", reason: "" };

/** What the evidence comes to. Pure. */
export function blockingVerdict({ api, file, database, names }: Evidence): BlockingVerdict {
  if (api.gravity < 0 || api.groups < 0) return { state: "fails", reason: unusable(file, database) };
  if (api.uptimeMs < countedAfterMs && api.gravity === 0 && api.groups === 0) return unknown;
  if (database?.damage) return { state: "fails", reason: damaged(database.damage) };
  if (!api.enabled) return { state: "off", reason: "blocking is switched off" };
  if (api.lists === 0) return { state: "off", reason: "no list is enabled" };
  if (api.gravity === 0)
    return {
      state: "empty",
      reason: `none of its ${api.lists} lists has any content: they could not be downloaded`,
    };
  if (!database) return unknown;
  // Lists of other groups, or of patterns alone: there is no name that is blocked for everybody.
  if (database.names.length === 0 || names.some(({ blocked }) => blocked)) return blocks;
  if (names.length < Math.min(namesThatTell, database.names.length)) return unknown;
  // No name: the status can be read by the whole LAN.
  return {
    state: "fails",
    reason: `answers names that its gravity blocks: all ${names.length} that were asked`,
  };
}

const blocks: BlockingVerdict = { state: "blocks", reason: "" };

const damaged = (words: string): string => `gravity.db is damaged (${words})`;

function unusable(file: FileLook, database: DatabaseLook | undefined): string {
  if (file === "missing") return "gravity.db is missing";
  if (file === "empty") return "gravity.db is empty";
  if (database?.damage) return damaged(database.damage);
  return "Pi-hole cannot read gravity.db";
}
