import { aged } from "./aged-blocking";
import { placeText, without, type Aside } from "../model/aside";
import type { StateReading } from "../read/read-sync-state";
import { syncRevision } from "../model/revision";
import type { SyncState } from "../model/sync-state";
import type { SharedMark } from "./shared-mark";

/** What a leader tells: its Pi-hole's state, and a name for it that changes with it. */
export interface Published {
  readonly revision: string;
  readonly node: string;
  /** Without what is set aside. */
  readonly state: SyncState;
  /** What the leader has and cannot tell: followers leave it as they have it. Earlier versions tell nothing of it. */
  readonly aside?: readonly Aside[];
}

interface Own {
  read(signal?: AbortSignal): Promise<Pick<StateReading, "state" | "aside">>;
}

/** The state of this node's Pi-hole as followers are told it, and the waiting for its next change. */
export class Publisher {
  private published: Published | undefined;
  private readAt = 0;
  private trouble: unknown;
  private reading: Promise<void> | undefined;
  private again = false;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly own: Own,
    private readonly node: string,
    /** It has been read again, or could not be. */
    private readonly onRead: () => void = () => undefined,
    private readonly mark?: Pick<SharedMark, "leads" | "shared">,
  ) {}

  /**
   * Reads the state again, and once more where that is asked for meanwhile; resolves when a read that began after the
   * call has ended. Never rejects: what went wrong is told by the next `current`.
   */
  refresh(): Promise<void> {
    if (this.reading) {
      this.again = true;
      // If a read fails, that is the news: the next one may take as long to fail, and who asks has a deadline.
      return this.reading.then(() => (this.trouble ? undefined : this.reading));
    }
    this.reading = this.read().finally(() => {
      this.reading = undefined;
      if (this.again) void this.refresh();
    });
    return this.reading;
  }

  /** The name of the state that is told now; empty if there is none, or Pi-hole could not be read since. */
  revision(): string {
    return this.trouble ? "" : (this.published?.revision ?? "");
  }

  /** What is not told to the followers. */
  aside(): readonly Aside[] {
    return this.published?.aside ?? [];
  }

  /** Forgets what was read, and sends away who waits: this node does not lead any more. */
  forget(): void {
    this.published = undefined;
    this.wake();
  }

  /** The state, as soon as it differs from `known`, or after `waitMs`. Rejects if Pi-hole cannot be read. */
  async current(known: string | null, waitMs: number, gone: AbortSignal): Promise<Published> {
    // Who knows nothing yet is told what is there now, whatever the folder's watch has missed.
    if (known === null || !this.published) await this.refresh();
    else await this.reading;
    // Who names this state has it.
    if (this.published && this.published.revision === known) this.mark?.shared(this.published.state);
    if (this.published?.revision === known && !this.trouble && waitMs > 0) await this.change(waitMs, gone);
    if (this.trouble) throw this.trouble;
    if (!this.published) throw new Error("this node does not lead any more");
    return { ...this.published, state: aged(this.published.state, (performance.now() - this.readAt) / 1000) };
  }

  private async read(): Promise<void> {
    this.again = false;
    try {
      const { state: whole, aside } = await this.own.read();
      const state = without(whole, new Set(aside.map(placeText)));
      const revision = syncRevision(state);
      const told = this.published?.revision;
      this.trouble = undefined;
      this.published = { revision, node: this.node, state, aside };
      this.readAt = performance.now();
      this.mark?.leads(state);
      if (revision !== told) this.wake();
    } catch (error) {
      this.trouble = error;
      this.wake();
    }
    this.onRead();
  }

  private change(waitMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        gone.removeEventListener("abort", end);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      gone.addEventListener("abort", end);
      this.waiting.add(end);
    });
  }

  private wake(): void {
    for (const end of [...this.waiting]) end();
  }
}
