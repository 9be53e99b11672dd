import type { Dice } from "../../dice";
import type { Change } from "./change";

export interface Row {
  readonly item: string;
  readonly comment: string;
  readonly enabled: boolean;
  /** Names of groups. */
  readonly groups: readonly string[];
}

export interface DomainRow extends Row {
  readonly type: "allow" | "deny";
  readonly kind: "exact" | "regex";
}

/** What a drill has made on the leader so far, and not taken away again. */
export interface Made {
  /** Numbers for names: each is used once. */
  next: number;
  groups: Row[];
  lists: Row[];
  domains: DomainRow[];
  clients: Row[];
  hosts: string[];
  isBlockingOff: boolean;
  /** How often each setting was changed. */
  settings: Readonly<Record<string, number>>;
}

/** A kind of change. */
export interface Move {
  /** `left` changes are to come, this one included. */
  readonly isPossible: (made: Made, left: number) => boolean;
  /** It is this one's turn, whatever else is possible. */
  readonly isDue?: (made: Made, left: number) => boolean;
  /** Makes one, and keeps in `made` what it does. */
  readonly make: (made: Made, dice: Dice) => Change;
}

export const emptyMade = (): Made => ({
  next: 1,
  groups: [],
  lists: [],
  domains: [],
  clients: [],
  hosts: [],
  isBlockingOff: false,
  settings: {},
});

const defaultGroup = "Default";

/** The default group, one of the drill's own, both, or none. */
export const someGroups = ({ groups }: Made, dice: Dice): string[] =>
  [defaultGroup, ...groups.map(({ item }) => item)].filter(() => dice.next() < 0.5).slice(0, 3);

/** Other groups than these. */
export function otherGroups(made: Made, dice: Dice, present: readonly string[]): string[] {
  const candidates = [defaultGroup, ...made.groups.map(({ item }) => item)];
  const toggled = dice.pick(candidates);
  return present.includes(toggled) ? present.filter((name) => name !== toggled) : [...present, toggled];
}

/** With quotes, and with what is more than a byte: text that gets broken easily. */
export const comment = (made: Made): string => `"sync" drill's № ${made.next++} <&> ü`;

/** The list with `row` in the place of `present`. */
export const replaced = <R extends Row>(rows: readonly R[], present: R, row: R): R[] =>
  rows.map((each) => (each === present ? row : each));
