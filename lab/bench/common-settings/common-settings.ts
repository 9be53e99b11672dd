/** keepalived's settings as far as they decide how long a hand-over takes. Times in seconds. */
export interface CommonSettings {
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
 * What is commonly written for a home's DNS on two small machines. VRRP version 2 is what keepalived speaks where, as
 * there, nothing is said.
 */
export const commonSettings: CommonSettings = {
  advertInterval: 1,
  checkInterval: 5,
  fall: 3,
  rise: 2,
  weight: -20,
  priority: 100,
};
