/** What is done to the doors of a node, the process that faces the LAN. */
export const doorsAttackNames = [
  "pipelining at the status",
  "pipelining at the page",
  "slow bodies",
  "open pages",
  "half log-ins",
] as const;
export type DoorsAttackName = (typeof doorsAttackNames)[number];

/** What the host tells the attacker's program, as its only argument (JSON). */
export interface DoorsAttack {
  readonly mode: DoorsAttackName;
  readonly target: string;
  /** Addresses of the attacker's own, from which it connects in turn. */
  readonly from: readonly string[];
}

/** What the host tells a device that answers in a node's place, as its only argument (JSON). */
export interface Impostor {
  /** The node's name. */
  readonly node: string;
  /** How it answers who asks by the agents' channel: with a key that is not theirs, or with a TLS alert. */
  readonly channel: "own key" | "alert";
}
