import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../common/log";
import type { DnsClient } from "../probe/dns-client";
import { judgeBlocked } from "./blocked-answer";
import type {
  ApiLook,
  BlockingState,
  BlockingVerdict,
  DatabaseLook,
  FileLook,
  NameLook,
} from "./blocking-verdict";
import { blockingVerdict } from "./blocking-verdict";

export interface BlockingParts {
  /** Pi-hole's API. Rejects while it cannot be asked. */
  readonly api: (signal: AbortSignal) => Promise<ApiLook & { readonly absent: boolean }>;
  readonly dns: Pick<DnsClient, "ask">;
  /** Addresses of this node, one of which Pi-hole may give for a blocked name. */
  readonly own: readonly string[];
  /** gravity.db. */
  readonly file: string;
  readonly look: (file: string, signal: AbortSignal) => Promise<DatabaseLook>;
  /** DNS answers now. A Pi-hole that is silent, or starts, is not asked. */
  readonly answers: () => boolean;
  readonly log: Log;
  readonly now: () => number;
}

const everyMs = 1_000;
/** The API is asked less often while there is nothing to find out: it blocks, is not meant to, or has nothing to. */
const apiEveryMs = 5_000;
const settled: readonly BlockingState[] = ["blocks", "off", "empty"];
const nameDeadlineMs = 800;
/** gravity.db is read through at Pi-hole's start, when it was replaced, and this often besides. */
const readEveryMs = 24 * 3_600_000;
/** And when something speaks against it, but not more often than this. */
const doubtEveryMs = 20_000;
const keptNames = 3;

/** Sees whether this node's Pi-hole blocks what its lists say. */
export class BlockingWatch {
  private verdict: BlockingVerdict = { state: "unknown", reason: "" };
  private api: (ApiLook & { readonly absent: boolean }) | undefined;
  private apiAt = -Infinity;
  private database: DatabaseLook | undefined;
  private read = { of: "", at: -Infinity };
  private names: NameLook[] = [];
  private turn = 0;
  private failures = 0;
  private since: number;
  private readonly ended = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly parts: BlockingParts) {
    this.since = parts.now();
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  seen(): BlockingVerdict {
    return this.verdict;
  }

  /** Since when the verdict's state has been what it is, in ms. */
  sinceMs(): number {
    return this.parts.now() - this.since;
  }

  /** gravity.db is there, and cannot be used. */
  fileIsBad(): boolean {
    const file = this.fileLook();
    return file === "empty" || (file === "there" && Boolean(this.database?.damage));
  }

  /** How many domains its gravity has; undefined if that is not known. */
  domains(): number | undefined {
    return this.api && this.api.gravity >= 0 ? this.api.gravity : undefined;
  }

  /** Pi-hole did not answer for a while: whatever was known may be otherwise. */
  forget(): void {
    this.api = undefined;
    this.apiAt = -Infinity;
    this.database = undefined;
    this.read = { of: "", at: -Infinity };
    this.names = [];
    this.failures = 0;
    this.since = this.parts.now();
    this.say({ state: "unknown", reason: "" });
  }

  /** Once around; for tests. Never rejects. */
  async once(): Promise<void> {
    const { signal } = this.ended;
    if (!this.parts.answers()) return;
    try {
      await this.askApi(signal);
      const file = this.fileLook();
      this.readDatabase(signal);
      await this.askName();
      if (!this.api) return;
      const verdict = blockingVerdict({ api: this.api, file, database: this.database, names: this.names });
      this.failures = verdict.state === "fails" ? this.failures + 1 : 0;
      // One look may fall into the moment in which a gravity run puts its new file in place.
      if (this.failures !== 1) this.say(verdict);
      if (!settled.includes(verdict.state)) this.apiAt = -Infinity;
    } catch (error) {
      signal.throwIfAborted();
      // Pi-hole starts, or is busy: sync says so. What was seen last holds on.
      this.apiAt = -Infinity;
      if (!(error instanceof Error)) throw error;
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      await this.once().catch((error: unknown) => {
        if (!signal.aborted) this.parts.log("blocking.failed", { error: String(error) });
      });
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async askApi(signal: AbortSignal): Promise<void> {
    const { api, now } = this.parts;
    if (now() - this.apiAt < apiEveryMs) return;
    const asked = now();
    this.api = await api(signal);
    this.apiAt = asked;
  }

  private fileLook(): FileLook {
    const size = statSync(this.parts.file, { throwIfNoEntry: false })?.size;
    return size === undefined ? "missing" : size === 0 ? "empty" : "there";
  }

  /** Has the database read through if it may be another one, or may have been damaged; that may take a minute. */
  private readDatabase(signal: AbortSignal): void {
    const { file, look, now } = this.parts;
    const found = statSync(file, { throwIfNoEntry: false });
    // Pi-hole may block on by the file that it has open.
    if (!found || found.size === 0 || !this.api) return;
    const of = `${found.ino}`;
    const ageMs = now() - this.read.at;
    const doubted = this.api.gravity < 0 || this.names.at(-1)?.blocked === false || this.database?.damage;
    if (of === this.read.of && ageMs < (doubted ? doubtEveryMs : readEveryMs)) return;
    const read = { of, at: now() };
    this.read = read;
    look(file, signal).then(
      (database) => {
        // What is known of another file, or of the time before a start, is nothing.
        if (this.read !== read) return;
        if (this.database?.names.join() !== database.names.join()) this.names = [];
        this.database = database;
      },
      (error: unknown) => {
        if (!signal.aborted) this.parts.log("blocking.unread", { error: String(error) });
      },
    );
  }

  /** Asks for the next of the names that gravity blocks. */
  private async askName(): Promise<void> {
    const { dns, own } = this.parts;
    const names = this.database?.names ?? [];
    if (names.length === 0 || !this.api?.enabled || this.api.gravity <= 0) {
      this.names = [];
      return;
    }
    const name = names[this.turn++ % names.length]!;
    const { absent } = this.api;
    const { kind } = await dns.ask(name, nameDeadlineMs, (message) => judgeBlocked(message, { own, absent }));
    if (kind === "ok" || kind === "wrong")
      this.names = [...this.names, { name, blocked: kind === "ok" }].slice(-keptNames);
  }

  private say(verdict: BlockingVerdict): void {
    const { state, reason } = verdict;
    if (state !== this.verdict.state) this.since = this.parts.now();
    if (state !== this.verdict.state || reason !== this.verdict.reason)
      this.parts.log("blocking.changed", { from: this.verdict.state, to: state, reason });
    this.verdict = verdict;
  }
}
