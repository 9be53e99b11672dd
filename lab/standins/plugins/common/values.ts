/** A property's value as the engine sends it, without secrets' wrapping. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export type Properties = Record<string, Value>;

/** What the engine sends in a preview in place of a value that only the deployment will know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for a value that is unknown, or holds one. */
export function hasUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return value === unknown;
}

export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same properties without those that are undefined or null, which the wire does not tell from absent. */
export function present(properties: Record<string, Value | undefined>): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, Value] => (entry[1] ?? null) !== null),
  );
}
