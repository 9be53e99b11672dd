import type { Scenario } from "../scenario";
import type { DataScene } from "./data-scene";

/** Something that happens to the nodes that have the data, while the journal writes and DNS is asked. */
export interface DataScenario extends Scenario<DataScene> {
  /** What DNS may lose: nothing, or an outage of at most so many ms. */
  readonly dns: { readonly maxOutageMs: number };
  /** Each acknowledged write has to be in the data in the end: a kept branch is not enough. */
  readonly losesNothing?: true;
}

/** Of a fault that costs DNS nothing. */
export const lossless = { maxOutageMs: 0 } as const;
/** Of one that moves the VIP without a warning. */
export const outage = { maxOutageMs: 1_000 } as const;
