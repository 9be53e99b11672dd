import { conditionKey, longest, type Condition } from "./condition";
import type { ConditionKind, FoundCondition, NodeSight } from "./kind";

/** A condition that was found, told or not. */
export interface HeldCondition extends Condition {
  /** When it was found last, in ms since 1970. */
  readonly seenAt: number;
  /** It has lasted long enough to be told. */
  readonly told: boolean;
}

/** By key. */
export type Held = ReadonlyMap<string, HeldCondition>;
export const nothingHeld: Held = new Map();

/** What is found once is over only when it has been away for so long: one good look between two bad ones is none. */
const overAfterMs = 5_000;

/** What holds after a look; `now` in ms since 1970. Pure. */
export function nextHeld(before: Held, kinds: readonly ConditionKind[], sight: NodeSight, now: number): Held {
  const found = kinds.flatMap((kind) => kind.look(sight).map((one) => heldOf(before, kind, one, now)));
  const keys = new Set(found.map(conditionKey));
  const lasting = [...before].filter(
    ([key, { seenAt, told }]) => !keys.has(key) && told && now - seenAt < overAfterMs && now >= seenAt,
  );
  return new Map([...lasting, ...found.map((one) => [conditionKey(one), one] as const)]);
}

function heldOf(before: Held, kind: ConditionKind, one: FoundCondition, now: number): HeldCondition {
  const { code, severity, fix, forSeconds } = kind;
  const found = {
    ...one,
    subject: one.subject.slice(0, longest.name),
    text: one.text.slice(0, longest.text),
  };
  const old = before.get(conditionKey({ code, subject: found.subject }));
  // A clock that was set back makes nothing older than it is.
  const since = Math.min(old?.since ?? now, now);
  const told = old?.told === true || now - since >= forSeconds * 1000;
  return { code, severity, fix, ...found, since, seenAt: now, told };
}

/** What there is to tell. */
export const toldOf = (held: Held): Condition[] =>
  [...held.values()]
    .filter(({ told }) => told)
    .map(({ code, subject, severity, text, fix, since }) => ({ code, subject, severity, text, fix, since }));
