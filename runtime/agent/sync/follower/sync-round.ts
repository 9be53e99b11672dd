import { aged } from "../leader/aged-blocking";
import { apply, type ApplyParts } from "../apply/apply";
import { placeText, without, type Aside } from "../model/aside";
import type { AsideBook } from "./aside-book";
import { NamingError } from "../model/brief";
import { difference, differenceFigures, differenceWords } from "../model/difference";
import { syncDigest } from "../model/sync-digest";
import type { KeptStates } from "../apply/kept-states";
import type { OwnPihole } from "../apply/own-pihole";
import { plan } from "../plan/sync-plan";
import type { Published } from "../leader/publisher";
import type { StateReading } from "../read/read-sync-state";
import type { RemovalWindow } from "../plan/removal-window";
import { defaultRemovalLimits, refused, removals, removalWords } from "../plan/removal";
import type { Traits } from "../model/setting-keys";
import { placesOf } from "../plan/split";
import type { SyncState } from "../model/sync-state";
import type { SyncStep } from "../plan/step";
import type { SharedMark } from "../leader/shared-mark";

export interface RoundParts extends ApplyParts {
  readonly own: Pick<OwnPihole, "read" | "gravityBuiltAt">;
  readonly kept: Pick<KeptStates, "keep">;
  /** Above this share of a table, from 0 to 1, its rows are not removed unasked. */
  readonly removalShare: number;
  /** What was removed within the last hour. */
  readonly window: Pick<RemovalWindow, "losses" | "note" | "forget">;
  /** The digest of the leader's state that a person accepts, whatever it removes. */
  readonly accepted: () => string | undefined;
  /** What this node's Pi-hole does not take. */
  readonly book: AsideBook;
  /** What other nodes had of this one's, while it led. */
  readonly shared: Pick<SharedMark, "differs" | "forget">;
  /** Gravity was built here lately, and some list could not be had: it is not tried at every round. */
  readonly gravityWaits: (generation: string) => boolean;
}

/** What a round came to. */
export type RoundOutcome =
  | { readonly kind: "equal" }
  | {
      /** What people entered is here, but not the content of lists: `left` says what this node does not block. */
      readonly kind: "lacking";
      readonly left: string;
      readonly lists: readonly Aside[];
    }
  | {
      readonly kind: "changed";
      readonly steps: number;
      /** What was different, a line a table. */
      readonly words: readonly string[];
      /** How much was different, a line a table, without names. */
      readonly figures: readonly string[];
      /** This node had led, and had changes that no other node had: they are replaced. */
      readonly unshared: boolean;
      /** Under which name the state before it was kept, where a person could miss something of it. */
      readonly kept: string | undefined;
      /** What is left that this node cannot fix by itself, without names; empty as a rule. */
      readonly left: string;
      /** The lists that are to blame. */
      readonly lists: readonly Aside[];
    }
  | { readonly kind: "refused"; readonly digest: string; readonly words: readonly string[] };

/** So many rows may be set aside, and the node is as good as its leader; more, and its filter is another one. */
const mostAside = 100;

/**
 * Makes this node's Pi-hole what the leader's is, and sees that it is, but for what is set aside: by the leader, or
 * because this node's Pi-hole does not take it. Rejects if anything else fails, with what was done so far in place:
 * the next round goes on from there. With "last" the tables are as they were read last, if the database and the
 * settings have not been written since.
 */
export async function round(
  parts: RoundParts,
  leader: Published,
  signal: AbortSignal,
  seen: "anew" | "last" = "anew",
): Promise<RoundOutcome> {
  const from = performance.now();
  const { book } = parts;
  const before = await parts.own.read(signal, seen);
  const { hidden, theirs, ours, all } = compared(book, leader, before);
  if (all.length === 0) {
    book.settle([], hidden, leader.state);
    book.trusted();
    parts.shared.forget();
    const left = tooManyAside(book);
    return left ? { kind: "lacking", left, lists: [] } : { kind: "equal" };
  }
  const steps = all.filter((step) => step.kind !== "gravity" || !parts.gravityWaits(step.generation));
  if (steps.length === 0) return { kind: "lacking", ...remaining(all, leader, theirs, ours, before.traits) };
  const limits = { ...defaultRemovalLimits, share: parts.removalShare };
  const going = removals(theirs, ours, before.traits);
  const losses = refused(going, limits);
  // Only what takes something away can be the last drop.
  const summed = going.length > 0 ? refused(parts.window.losses(theirs), limits) : [];
  const besides = summed.filter(({ table }) => !losses.some((loss) => loss.table === table));
  const isRefused = losses.length + besides.length > 0;
  const name = isRefused ? syncDigest(leader.state) : "";
  if (isRefused && parts.accepted() !== name)
    return { kind: "refused", digest: name, words: [...losses, ...besides].map(removalWords) };
  const differences = difference(theirs, ours, before.traits);
  const words = differenceWords(differences);
  const unshared =
    differences.some(
      ({ removed, changed, besides }) => removed.length + changed.length + besides.length > 0,
    ) && parts.shared.differs(without(before.state, new Set(before.aside.map(placeText))));
  const why = `before it was made equal to ${leader.node}`;
  const kept = words.length > 0 ? parts.kept.keep(before.state, why) : undefined;
  if (isRefused) parts.window.forget();
  else if (words.length > 0) parts.window.note(ours);
  const refusals = await apply(parts, steps, before, signal);
  const after = await parts.own.read(signal);
  parts.shared.forget();
  const now = aged(leader.state, (performance.now() - from) / 1000);
  return {
    kind: "changed",
    steps: steps.length,
    words: [...words, ...built(steps)],
    figures: [...differenceFigures(differences), ...built(steps)],
    unshared,
    kept,
    ...settled(parts, { ...leader, state: now }, after, hidden, refusals),
  };
}

interface Compared {
  /** What is left alone on both sides. */
  readonly hidden: ReadonlySet<string>;
  readonly theirs: SyncState;
  readonly ours: SyncState;
  readonly all: readonly SyncStep[];
}

/** What is to be done if these places are left alone on both sides. */
function comparison({ state }: Published, own: StateReading, places: readonly string[]): Compared {
  const hidden = new Set(places);
  const [theirs, ours] = [without(state, hidden), without(own.state, hidden)];
  return { hidden, theirs, ours, all: plan(theirs, ours, own.traits) };
}

/** What is to be done; what was refused before is tried again only if nothing else is to be done. */
function compared(book: AsideBook, leader: Published, before: StateReading): Compared {
  const ofLeader = (leader.aside ?? []).map(placeText);
  const leaving = (places: readonly string[]): Compared =>
    comparison(leader, before, [...ofLeader, ...places]);
  const first = leaving(book.places());
  const resting = book.resting(leader.state);
  return first.all.length > 0 || resting.length === book.places().length ? first : leaving(resting);
}

const tooManyAside = (book: AsideBook): string => {
  const { length } = book.all();
  return length > mostAside ? `${length} rows are refused by this node's Pi-hole` : "";
};

/** Notes what was refused; gives what is left that this node cannot fix. Throws if more differs. */
function settled(
  { book }: RoundParts,
  leader: Published,
  after: StateReading,
  hidden: ReadonlySet<string>,
  refusals: readonly Aside[],
): Left {
  const rest = (refused: readonly Aside[]): Compared =>
    comparison(leader, after, [...hidden, ...refused.map(placeText)]);
  const first = rest(refusals);
  const doubted = book.doubted(first.all.flatMap(placesOf));
  const { theirs, ours, all } = doubted.length > 0 ? rest([...refusals, ...doubted]) : first;
  book.settle([...refusals, ...doubted], hidden, leader.state);
  const { left, lists } = remaining(all, leader, theirs, ours, after.traits);
  return { left: left || tooManyAside(book), lists };
}

const built = (steps: readonly SyncStep[]): string[] =>
  steps.some(({ kind }) => kind === "gravity") ? ["gravity: built"] : [];

interface Left {
  /** What this node cannot fix by itself, without names; empty if there is nothing of that kind. */
  readonly left: string;
  readonly lists: readonly Aside[];
}

function remaining(
  rest: readonly SyncStep[],
  leader: Published,
  theirs: SyncState,
  ours: SyncState,
  traits: Traits,
): Left {
  if (rest.length === 0) return { left: "", lists: [] };
  const differences = difference(theirs, ours, traits);
  if (differences.length > 0)
    throw new NamingError(
      `not equal afterwards: ${differenceWords(differences).join("; ")}`,
      `not equal afterwards: ${differenceFigures(differences).join("; ")}`,
    );
  const built = new Set(
    ours.lists.filter(({ built }) => built).map(({ address, type }) => `${type} ${address}`),
  );
  const lists = theirs.lists
    .filter((list) => list.enabled && list.built && !built.has(`${list.type} ${list.address}`))
    .map(({ address, type }) => ({
      table: "lists",
      item: address,
      type,
      why: "could not be downloaded here",
    }));
  if (lists.length > 0) return { left: `${lists.length} of its lists could not be downloaded here`, lists };
  const [there, here] = [leader.state.gravity.domains, ours.gravity.domains];
  return { left: `gravity blocks ${here} domains here, and ${there} on ${leader.node}`, lists };
}
