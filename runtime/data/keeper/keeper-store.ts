import * as z from "zod";
import { JsonFile } from "../../common/json-file";
import { replaceFile } from "../../common/text-file";
import { dataStateNames } from "../../contract/data-state";
import { replaceDurably } from "../durable-file";
import { memorySchema, noMemory, resumed, started, type KeeperState } from "./keeper-types";
import { timing } from "./timing";

/** What `started` has for times that never were. */
const longAgo = -1e12;

/**
 * The keeper's own state in /run, which a boot empties: times of this boot's clock go on to make sense. Nothing has
 * happened after `now`; above all, nobody is entitled to write from then on. What it was about is begun again (`doing`),
 * and `memory` is the disk's.
 */
function runSchemaAt(now: number) {
  const past = z.number().min(longAgo).max(now);
  const since = past.nullable();
  const later = z
    .number()
    .min(0)
    .max(now + timing.longestMoveRetryMs);
  const count = z.number().int().min(0).max(1e9);
  const name = z.string().max(255);
  const keeper = z.object({
    state: z.enum(dataStateNames),
    reason: z.string().max(10_000),
    since: past,
    quiet: z.boolean(),
    claimed: z.boolean(),
    claimedAt: past,
    entitledAt: past,
    entitledSince: since,
    freeSince: since,
    leadsSince: since,
    drainingSince: since,
    unheardSince: since,
    otherLeads: z.object({ name, since: past }).nullable(),
    routerSince: since,
    releasedSince: since,
    releaseSeen: z.object({ from: name, since: past }).nullable(),
    wantedSince: since,
    leavingSince: since,
    announced: z.boolean(),
    strayedSince: since,
    barredSince: since,
    failures: count,
    retryAt: later,
    stopAt: later,
    failedMoves: count,
    moveAt: later,
    restUntil: later,
  } satisfies Record<keyof Omit<KeeperState, "doing" | "memory">, z.ZodType>);
  // An earlier version may have known less.
  return z.object({ version: z.literal(1), keeper: keeper.partial() });
}

/** What the keeper has to know again: in /run after a restart of its process, on the disk after a boot. */
export class KeeperStore {
  private readonly run: string;
  private readonly memory;
  private readonly place: string;
  private saved = "";

  constructor(paths: { readonly keeper: string; readonly memory: string }) {
    this.run = paths.keeper;
    this.memory = new JsonFile(paths.memory, memorySchema);
    this.place = paths.memory;
  }

  load(now: number): KeeperState {
    const memory = this.memory.load() ?? noMemory;
    this.saved = JSON.stringify(memory);
    const keeper = new JsonFile(this.run, runSchemaAt(now)).load()?.keeper;
    return keeper ? resumed({ ...started(memory, now), ...keeper, memory }) : started(memory, now);
  }

  /** Returns when it outlives a power cut; throws if the disk does not take it. */
  remember({ memory }: KeeperState): void {
    const text = JSON.stringify(memory);
    if (text === this.saved) return;
    replaceDurably(this.place, `${text}\n`);
    this.saved = text;
  }

  save(keeper: KeeperState): void {
    replaceFile(this.run, `${JSON.stringify({ version: 1, keeper })}\n`);
  }
}
