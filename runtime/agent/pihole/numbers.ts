/** Pi-hole's own numbers, as its dashboard shows them. */
export interface PiholeNumbers {
  /** Queries in the hours that Pi-hole keeps in memory. It falls as well: with each hour, the oldest are forgotten. */
  readonly queries: number;
  /** Those of them that were blocked. */
  readonly blocked: number;
  /** Clients that have asked in that time. */
  readonly clients: number;
  /** Queries a second over the last half minute; absent if this Pi-hole does not tell. */
  readonly perSecond?: number;
  /** Domains on the block lists. */
  readonly gravityDomains: number;
  /** When the block lists were last built, in ms since 1970; absent if they never were. */
  readonly gravityUpdatedAt?: number;
}
