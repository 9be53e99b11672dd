import type { Shape } from "../common/shape";
import type { Value } from "../common/values";

/** Labels as the schema has them: a set of `{label, value}`. */
export const labelSet: Shape = {
  list: { fields: { label: "string", value: "string" }, required: ["label", "value"] },
  unordered: true,
};

/** The same labels as the engine's API has them. */
export function fromLabels(value: Value | undefined): Record<string, string> {
  const list = (value ?? []) as { label: string; value: string }[];
  return Object.fromEntries(list.map((one) => [one.label, one.value]));
}
