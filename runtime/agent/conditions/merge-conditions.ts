import { severityRank } from "../../contract/severity";
import { conditionKey, mostConditions, type Condition } from "./condition";

/** The worst first, and of equals the oldest. */
export const worstFirst = (conditions: readonly Condition[]): Condition[] =>
  [...conditions].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      a.since - b.since ||
      conditionKey(a).localeCompare(conditionKey(b)),
  );

/** Two words about the same thing as one: that of who finds it worse, and as old as the first of them has seen it. */
export function agreed(one: Condition, other: Condition): Condition {
  const worse = severityRank(other.severity) > severityRank(one.severity) ? other : one;
  return { ...worse, since: Math.min(one.since, other.since) };
}

/** What the nodes that see each other say together: each thing once. */
export function mergeConditions(said: readonly (readonly Condition[])[]): Condition[] {
  const merged = new Map<string, Condition>();
  for (const condition of said.flatMap((one) => one.slice(0, mostConditions))) {
    const key = conditionKey(condition);
    const known = merged.get(key);
    merged.set(key, known ? agreed(known, condition) : condition);
  }
  return worstFirst([...merged.values()]);
}
