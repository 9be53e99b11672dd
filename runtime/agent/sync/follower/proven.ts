import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";
import type { Log } from "../../../common/log";
import { errorText } from "../../../contract/error-text";

/** When this node was last known to have what the cluster has; Unix time in ms. */
export const provenSchema = z.object({ equalAt: z.number() });

/** A node that has led for so long without a break is what the others are compared with. */
const ledMs = 60_000;
/** Written seldom: a card does not take many writes, and that it ever was so matters most. */
const saveEveryMs = 3_600_000;

/**
 * That this node once had the cluster's lists and settings, over restarts and boots: it was equal to a leader, or led.
 * A node of which that is not known is new, or its disk is.
 */
export class Proven {
  private equalAt: number | undefined;
  private savedAt = -Infinity;
  private leadsSince: number | undefined;

  constructor(
    private readonly store: Pick<JsonFile<z.infer<typeof provenSchema>>, "load" | "save">,
    private readonly log: Log,
    private readonly now: () => number,
    private readonly wall: () => number = Date.now,
  ) {
    this.equalAt = store.load()?.equalAt;
  }

  is(): boolean {
    return this.equalAt !== undefined;
  }

  /** To be called often: whether this node leads, and whether it is equal to its leader now. */
  look(leads: boolean, equal: boolean): void {
    this.leadsSince = leads ? (this.leadsSince ?? this.now()) : undefined;
    const led = this.leadsSince !== undefined && this.now() - this.leadsSince >= ledMs;
    if ((!led && !equal) || this.now() - this.savedAt < saveEveryMs) return;
    this.equalAt = this.wall();
    this.savedAt = this.now();
    try {
      this.store.save({ equalAt: this.equalAt });
    } catch (error) {
      // It counts for as long as this agent runs.
      this.log("equal.not-kept", { error: errorText(error) });
    }
  }
}
