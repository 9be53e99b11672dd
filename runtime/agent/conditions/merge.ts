import { conditionKey, mostConditions, severities, type Condition } from "./condition";

const rank = ({ severity }: Condition): number => severities.indexOf(severity);

/** The worst first, and of equals the oldest. */
export const worstFirst = (conditions: readonly Condition[]): Condition[] =>
  [...conditions].sort(
    (a, b) => rank(b) - rank(a) || a.since - b.since || conditionKey(a).localeCompare(conditionKey(b)),
  );

/**
 * What the nodes that see each other say together: each thing once, in the words of who finds it worst, and as old as
 * the first of them has seen it.
 */
export function mergeConditions(said: readonly (readonly Condition[])[]): Condition[] {
  const merged = new Map<string, Condition>();
  for (const condition of said.flatMap((one) => one.slice(0, mostConditions))) {
    const key = conditionKey(condition);
    const known = merged.get(key);
    if (!known) merged.set(key, condition);
    else {
      const worse = rank(condition) > rank(known) ? condition : known;
      merged.set(key, { ...worse, since: Math.min(known.since, condition.since) });
    }
  }
  return worstFirst([...merged.values()]);
}
