import type { RowAnswer } from "./answer";

/** What writing rows needs of the node. */
export interface RowParts {
  /** Asks Pi-hole in the client's name. Rejects if there is no whole answer. */
  readonly send: (method: string, target: string, body?: string) => Promise<RowAnswer>;
  /** Why the rest may not be written on this node any more; empty if it may. */
  readonly refused: () => string;
  /** Waits until DNS answers promptly, after a request of so many ms in which it may have been silent. */
  readonly breathe: (tookMs: number) => Promise<void>;
  /** Whether gravity is being built: what is written meanwhile is lost when the new database replaces this one. */
  readonly gravityRuns: () => boolean;
  /** Resolves to true once gravity is not being built, to false if that takes too long. */
  readonly quiet: () => Promise<boolean>;
}

export const gravityWords = "Pi-hole updates its gravity, and what is changed meanwhile would be lost";
export const lockedWords = "Pi-hole's database is locked";
