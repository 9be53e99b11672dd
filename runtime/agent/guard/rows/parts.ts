import type { RowAnswer } from "./answer";

/** What writing rows needs of the node. */
export interface RowParts {
  /** Asks Pi-hole in the client's name. Rejects if there is no whole answer. */
  readonly send: (method: string, target: string, body?: string) => Promise<RowAnswer>;
  /** Why no more of it may be written here; empty while it may. */
  readonly refused: () => string;
  /** Gives DNS time after so many ms in which it may not have answered. */
  readonly breathe: (tookMs: number) => Promise<void>;
  /** Whether gravity is being built: what is written then is lost when the new one takes its place. */
  readonly gravityRuns: () => boolean;
  /** Resolves when gravity is not being built, or to false if that takes too long. */
  readonly quiet: () => Promise<boolean>;
}

export const gravityWords = "Pi-hole updates its gravity, and what is changed meanwhile would be lost";
export const lockedWords = "Pi-hole's database is locked";
