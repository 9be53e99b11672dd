import type { DataScene } from "./data-scene";

/** What a scenario has shown. */
export interface Findings {
  /** By name, with the unit in it. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is to be said against it; empty where it went as it should. */
  readonly complaints: readonly string[];
}

/** Something that happens to the nodes that have the data, while the journal writes and DNS is asked. */
export interface DataScenario {
  readonly name: string;
  readonly description: string;
  /** What DNS may lose: nothing, or an outage of at most so many ms. */
  readonly dns: { readonly maxOutageMs: number };
  /** Each acknowledged write has to be in the data in the end: a kept branch is not enough. */
  readonly losesNothing?: true;
  readonly act: (scene: DataScene) => Promise<Findings>;
  /** Takes away what is broken. Safe where it was half made, or never. */
  readonly leave?: (scene: DataScene) => Promise<void>;
}

/** Of a fault that costs DNS nothing. */
export const lossless = { maxOutageMs: 0 } as const;
/** Of one that moves the VIP without a warning. */
export const outage = { maxOutageMs: 1_000 } as const;
