import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../../common/log";
import { asideWords, type Aside } from "../model/aside";
import { AsideBook } from "./aside-book";
import type { Published } from "../leader/publisher";
import { round, type RoundOutcome, type RoundParts } from "./sync-round";
import { Retries } from "../apply/retries";
import { briefOf } from "../model/brief";
import { initialProgress, type LastChange, type SyncProgress } from "../sync-progress";
import { errorText } from "../../../contract/error-text";

/** The leader of the moment, as this node asks it. */
export interface LeaderSource {
  /** Its state, or undefined if that is still `known` after `waitMs`. */
  ask(known: string | null, waitMs: number, signal: AbortSignal): Promise<Published | undefined>;
}

export interface FollowerParts extends Omit<RoundParts, "gravityWaits" | "book"> {
  readonly leader: LeaderSource;
  /** Is there another node now that leads? */
  readonly follows: () => boolean;
  readonly log: Log;
  readonly now: () => number;
  /** Resolves after `ms`; rejects when `signal` is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Something of `seen` is otherwise now. */
  readonly told?: (progress: SyncProgress) => void;
}

const realPause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal });

/** Names in one line of the log. */
const mostTold = 20;
/** How long one question to the leader waits for a change there. */
const longPollMs = 20_000;
/** Without any sign of a change, both sides are compared again this often. */
const roundEveryMs = 60_000;
/** Lists that could not be downloaded are tried again after this long, and each time after twice as long. */
const gravityAgain = { firstMs: 60_000, longestMs: 15 * 60_000 };

/** Keeps this node's Pi-hole equal to the leader's: one round at a time, at once when either side changes. */
export class Follower {
  private progress: SyncProgress = initialProgress;
  private known: string | null = null;
  private roundAt = -Infinity;
  private gravityFailed = { generation: "", at: -Infinity, times: 0 };
  private readonly retries = new Retries();
  private changedMeanwhile = false;
  private applying = false;
  private forgotten = false;
  private stopped = false;
  private current = new AbortController();
  private running: Promise<void> | undefined;

  private readonly book: AsideBook;

  constructor(private readonly parts: FollowerParts) {
    this.book = new AsideBook(parts.now);
  }

  start(): void {
    this.running = this.run();
  }

  /** Resolves when the round under way has ended; a request that was sent is waited for. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.current.abort();
    await this.running;
  }

  /** Something has changed here: this node's role, its Pi-hole, or what a person accepts. */
  wake(): void {
    this.known = null;
    this.changedMeanwhile = true;
    // Rounds that fail write as well, and their own writes must not hurry the next one.
    if (!this.applying && !this.retries.repeating) this.current.abort();
  }

  /**
   * This node leads, nobody does, or `another`: what was known of a leader holds no longer. A round under way is broken
   * off for another leader alone: nobody else could tell this node the rest, and a part of a change would stay.
   */
  forget(another = false): void {
    this.progress = {
      ...initialProgress,
      doing: this.progress.doing,
      lastChange: this.progress.lastChange,
      unshared: this.progress.unshared,
      counts: this.progress.counts,
    };
    this.parts.told?.(this.progress);
    this.known = null;
    this.retries.forget();
    this.forgotten = true;
    if (another || !this.applying) this.current.abort();
  }

  /** This node's Pi-hole has been silent: what it has now is to be seen again. */
  distrust(): void {
    this.note({ equalAt: undefined });
    this.wake();
  }

  seen(): SyncProgress {
    return this.progress;
  }

  private async run(): Promise<void> {
    const { pause = realPause } = this.parts;
    while (!this.stopped) {
      this.current = new AbortController();
      const { signal } = this.current;
      try {
        if (this.parts.follows()) await this.once(signal);
        else await pause(roundEveryMs, signal);
      } catch (error) {
        if (signal.aborted) continue;
        await pause(this.fail(error), signal).catch(() => undefined);
      }
    }
  }

  private async once(signal: AbortSignal): Promise<void> {
    const { leader, now } = this.parts;
    this.forgotten = false;
    this.note({ doing: "waiting" });
    const due = now() - this.roundAt >= roundEveryMs;
    const known = due ? null : this.known;
    const published = await leader.ask(known, known === null ? 0 : longPollMs, signal);
    if (!published) {
      // The folder's watch would have told of a change here.
      if (!this.progress.refusal && !this.progress.lacks) this.note({ equalAt: now() });
      return;
    }
    const from = now();
    this.note({ doing: "applying" });
    this.applying = true;
    this.changedMeanwhile = false;
    try {
      const gravityWaits = (generation: string): boolean => {
        const { generation: failed, at, times } = this.gravityFailed;
        const wait = Math.min(gravityAgain.longestMs, gravityAgain.firstMs * 2 ** (times - 1));
        return generation === failed && from - at < wait;
      };
      // Nothing has changed here since the last round, or `known` would be forgotten.
      const seen = known === null ? "anew" : "last";
      const outcome = await round({ ...this.parts, book: this.book, gravityWaits }, published, signal, seen);
      this.noteAside(published, "lists" in outcome ? outcome.lists : []);
      this.roundAt = now();
      this.known = this.changedMeanwhile || this.forgotten ? null : published.revision;
      this.retries.forget();
      this.take(outcome, published, from);
    } finally {
      this.applying = false;
      this.note({ doing: "waiting" });
    }
  }

  private take(outcome: RoundOutcome, { node, revision, state }: Published, from: number): void {
    const { log, now } = this.parts;
    const ms = Math.round(now() - from);
    const { counts } = this.progress;
    const equal = { revision, equalAt: now(), refusal: undefined, lacks: "" };
    const lacking = (lacks: string): Partial<SyncProgress> => ({
      revision,
      refusal: undefined,
      error: lacks,
      brief: lacks,
      lacks,
    });
    const note = (
      ofLeader: Partial<SyncProgress>,
      counted: Partial<SyncProgress["counts"]>,
      more = {},
    ): void =>
      this.note({
        // Nothing of a leader that is none any more.
        ...(this.forgotten ? {} : { leader: node, error: "", brief: "", ...ofLeader }),
        ...more,
        counts: { ...counts, rounds: counts.rounds + 1, ...counted },
      });
    switch (outcome.kind) {
      case "equal":
        return note(equal, {});
      case "lacking":
        return note(lacking(outcome.left), {});
      case "changed": {
        const { steps, words, figures, kept, left, unshared } = outcome;
        if (left) this.gravityHasFailed(state.gravity.generation);
        // The leader's state is the one that was here already: somebody has changed this node's own Pi-hole.
        const drifted = revision === this.progress.revision;
        const cause = unshared ? "unshared" : drifted ? "drift" : "leader";
        log("sync.changed", {
          leader: node,
          cause,
          steps,
          ms,
          differences: words,
          kept,
          ...(left ? { left } : {}),
        });
        const lastChange: LastChange = { at: Date.now(), ms, cause, steps, words, figures, kept };
        return note(
          left ? lacking(left) : equal,
          { changes: counts.changes + 1, steps: counts.steps + steps },
          unshared ? { lastChange, unshared: lastChange } : { lastChange },
        );
      }
      case "refused": {
        const { digest, words } = outcome;
        if (this.progress.refusal?.digest !== digest) log("sync.refused", { leader: node, digest, words });
        return note({ refusal: { digest, words } }, { refusals: counts.refusals + 1 });
      }
    }
  }

  /** Tells what is set aside, and once more only if it is something else. */
  private noteAside({ node, aside = [] }: Published, lists: readonly Aside[]): void {
    const here = [...this.book.all(), ...lists];
    const texts = (all: readonly Aside[]): string => all.map(asideWords).sort().join("\n");
    const before = this.progress.aside;
    if (texts(here) !== texts(before.here) || texts(aside) !== texts(before.leader))
      this.parts.log("sync.aside", {
        here: here.slice(0, mostTold).map(asideWords),
        leader: node,
        there: aside.slice(0, mostTold).map(asideWords),
        rows: here.length + aside.length,
      });
    if (!this.forgotten) this.note({ aside: { here, leader: aside } });
  }

  private gravityHasFailed(generation: string): void {
    const { generation: before, times } = this.gravityFailed;
    this.gravityFailed = {
      generation,
      at: this.parts.now(),
      times: generation === before ? times + 1 : 1,
    };
  }

  /** Gives how long to wait before the next try, in ms. */
  private fail(cause: unknown): number {
    const words = errorText(cause);
    this.known = null;
    if (words !== this.progress.error) this.parts.log("sync.failed", { error: words });
    const { counts } = this.progress;
    const error = this.forgotten ? {} : { error: words, brief: briefOf(cause) };
    this.note({ ...error, counts: { ...counts, errors: counts.errors + 1 } });
    return this.retries.failed(words);
  }

  private note(change: Partial<SyncProgress>): void {
    this.progress = { ...this.progress, ...change };
    this.parts.told?.(this.progress);
  }
}
