/** keepalived's settings as one of the seed documents has them. Times in seconds. */
export interface SeedSettings {
  readonly advertInterval: number;
  readonly checkInterval: number;
  /** Failed checks in a row that lower the priority, and good ones that raise it again. */
  readonly fall: number;
  readonly rise: number;
  /** Added to the priority while the check fails. */
  readonly weight: number;
  /** Of the first node; each further one has ten less. */
  readonly priority: number;
}

/**
 * Those of the document about DNS on two Pis; the one about a home server has the same. VRRP version 2 is what
 * keepalived speaks where, as there, nothing is said.
 */
export const seedSettings: SeedSettings = {
  advertInterval: 1,
  checkInterval: 5,
  fall: 3,
  rise: 2,
  weight: -20,
  priority: 100,
};
