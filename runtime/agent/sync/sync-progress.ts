import type { Aside } from "./model/aside";

/** How this node's sync goes; times are in ms of the agent's clock, unless they say otherwise. */
export interface SyncProgress {
  readonly doing: "waiting" | "applying";
  /** The leader that was last followed. */
  readonly leader: string | undefined;
  /** The leader's state that this node's Pi-hole was last made equal to. */
  readonly revision: string;
  /** When this node's Pi-hole was last known to be equal to the leader's; undefined if it never was. */
  readonly equalAt: number | undefined;
  readonly lastChange: LastChange | undefined;
  /** The last one that replaced changes that this node had made as the leader, and no other node had. */
  readonly unshared?: LastChange;
  /** Why the last round failed, or what it could not do; empty if it was whole. */
  readonly error: string;
  /** The same without names of rows: for who may not know what the house blocks. */
  readonly brief: string;
  /** What the leader blocks and this node does not, without names; empty if it blocks the same. */
  readonly lacks: string;
  readonly refusal: RefusedRemoval | undefined;
  /** What sync goes on around: equal means all but these. */
  readonly aside: { readonly here: readonly Aside[]; readonly leader: readonly Aside[] };
  readonly counts: { readonly [Name in (typeof syncCounts)[number]]: number };
}

export interface LastChange {
  /** Unix time in ms. */
  readonly at: number;
  readonly ms: number;
  /** It took over a change of the leader's; undid one that was made here; or replaced what only this node had as leader. */
  readonly cause: "leader" | "drift" | "unshared";
  readonly steps: number;
  readonly words: readonly string[];
  /** The same in figures. */
  readonly figures: readonly string[];
  readonly kept: string | undefined;
}

/** A leader's state that would remove too much here, and waits for a person. */
export interface RefusedRemoval {
  readonly digest: string;
  readonly words: readonly string[];
}

export const syncCounts = ["rounds", "changes", "steps", "errors", "refusals"] as const;

export const initialProgress: SyncProgress = {
  doing: "waiting",
  leader: undefined,
  revision: "",
  equalAt: undefined,
  lastChange: undefined,
  error: "",
  brief: "",
  lacks: "",
  refusal: undefined,
  aside: { here: [], leader: [] },
  counts: { rounds: 0, changes: 0, steps: 0, errors: 0, refusals: 0 },
};

/** Whether `after` has what a person waits for: a change, a failure or its end, a removal that waits. */
export const hasNews = (before: SyncProgress, after: SyncProgress): boolean =>
  after.lastChange?.at !== before.lastChange?.at ||
  after.error !== before.error ||
  after.refusal?.digest !== before.refusal?.digest;

/** What a node needs to know of the cluster to say if it is behind. */
export interface Leadership {
  /** A peer that leads, and that can be followed; undefined if there is none. */
  readonly leader: string | undefined;
  readonly now: number;
  readonly staleAfterMs: number;
}

/**
 * Why this node may not have what the leader has, without names of rows; empty if it has, or if there is nobody to have it from: a node
 * that is alone is as good as any.
 */
export function behind(progress: SyncProgress, { leader, now, staleAfterMs }: Leadership): string {
  if (leader === undefined) return "";
  const { equalAt, refusal, brief, lacks } = progress;
  if (lacks) return `does not block what ${leader} blocks: ${lacks}`;
  const why = refusal ? `a removal waits to be accepted (${refusal.words.join(", ")})` : brief;
  const reason = why ? `: ${why}` : "";
  if (equalAt === undefined) return `${leader}'s lists and settings are not here yet${reason}`;
  const ageMs = now - equalAt;
  if (ageMs <= staleAfterMs) return "";
  return `not seen equal to ${leader} for ${Math.round(ageMs / 1000)} s${reason}`;
}
