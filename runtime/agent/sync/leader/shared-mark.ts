import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";
import type { Log } from "../../../common/log";
import { errorText } from "../../../contract/error-text";
import { syncDigest } from "../model/sync-digest";
import type { SyncState } from "../model/sync-state";

export const sharedSchema = z.object({ digest: z.string() });

/**
 * The last state of this node as a leader that another node is known to have, over restarts and power cuts: what it has
 * beyond that when it follows again, nobody else has.
 */
export class SharedMark {
  private digest: string | undefined;
  /** A follower names the same state several times a minute, and a slow host digests a large one for half a second. */
  private readonly digests = new WeakMap<SyncState, string>();

  constructor(
    private readonly file: Pick<JsonFile<z.infer<typeof sharedSchema>>, "load" | "save" | "remove">,
    private readonly log: Log,
  ) {
    this.digest = file.load()?.digest;
  }

  /** This node leads with this state. It has begun with the one of the leader before. */
  leads(state: SyncState): void {
    if (this.digest === undefined) this.note(state);
  }

  /** A follower has this state of this node's. */
  shared(state: SyncState): void {
    this.note(state);
  }

  /** Whether this node has led, and this state of it is one that no other node had. */
  differs(state: SyncState): boolean {
    return this.digest !== undefined && this.digest !== syncDigest(state);
  }

  /** This node has what its leader has. */
  forget(): void {
    if (this.digest === undefined) return;
    this.digest = undefined;
    this.tried(() => this.file.remove());
  }

  private note(state: SyncState): void {
    const digest = this.digests.get(state) ?? syncDigest(state);
    this.digests.set(state, digest);
    if (digest === this.digest) return;
    this.digest = digest;
    this.tried(() => this.file.save({ digest }));
  }

  /** A full disk stops no sync: the mark holds for as long as this agent runs. */
  private tried(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.log("shared.not-kept", { error: errorText(error) });
    }
  }
}
