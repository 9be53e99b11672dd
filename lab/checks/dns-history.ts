import type { Effect } from "../faults/fault";
import type { Attempt, Ownership, Retry } from "./metrics";
import type { StepTaken } from "./violation";

/** A fault of a history, with the moments (monotonic ms) of its life; those that have not come are absent. */
export interface Episode {
  /** The step that made it, from 1. */
  readonly step: number;
  readonly fault: string;
  readonly effect: Effect;
  /** Names of the nodes that it hits. */
  readonly nodes: readonly string[];
  /** How long it may keep clients from being answered, in ms. */
  readonly maxOutageMs: number;
  /** Its making began. */
  readonly from: number;
  /** It had been taken away. */
  readonly healed?: number;
  /** What it had hit was seen as good as before. */
  readonly over?: number;
}

/** A node that did not get over a fault in time, and what was wrong with it. */
export interface Unfit {
  readonly at: number;
  readonly faults: readonly string[];
}

/** All that was seen in a history of many faults. Times in monotonic ms. */
export interface Chronicle {
  readonly nodes: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly steps: readonly StepTaken[];
  readonly episodes: readonly Episode[];
  readonly ownership: readonly Ownership[];
  readonly attempts: readonly Attempt[];
  readonly retried: readonly Retry[];
  /** How far the client was behind its own schedule at worst, in ms: a machine that is too busy shows here. */
  readonly senderLateMs: number;
  readonly wrongReasons: Readonly<Record<string, number>>;
  readonly unfit: readonly Unfit[];
  /** What was not whole at the end. */
  readonly notWhole: readonly string[];
}
