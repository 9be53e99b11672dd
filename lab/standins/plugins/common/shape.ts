import { hasUnknown, isObject, unknown, type Value } from "./values";

/** What a property may hold. `unordered` lists are sets: their order is no difference. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "any"
  | { readonly map: Shape }
  | { readonly list: Shape; readonly unordered?: boolean }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

export const strings: Shape = { list: "string" };
export const stringSet: Shape = { list: "string", unordered: true };
export const stringMap: Shape = { map: "string" };

export interface Mismatch {
  readonly path: string;
  readonly reason: string;
}

/** Every way in which `value` is not of `shape`; a field that the shape does not name is one. */
export function mismatches(shape: Shape, value: Value, path: string): Mismatch[] {
  if (value === unknown || shape === "any") return [];
  if (typeof shape === "string") {
    return typeof value === shape ? [] : [{ path, reason: `must be a ${shape}, is ${kind(value)}` }];
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) return [{ path, reason: `must be a list, is ${kind(value)}` }];
    return value.flatMap((item, index) => mismatches(shape.list, item, `${path}[${index}]`));
  }
  if (!isObject(value)) return [{ path, reason: `must be an object, is ${kind(value)}` }];
  if ("map" in shape) {
    return Object.entries(value).flatMap(([key, item]) => mismatches(shape.map, item, `${path}.${key}`));
  }
  const missing = (shape.required ?? []).filter((key) => (value[key] ?? null) === null);
  return [
    ...missing.map((key) => ({ path: `${path}.${key}`, reason: "is required" })),
    ...Object.entries(value).flatMap(([key, item]) => {
      if (item === null) return [];
      const field = shape.fields[key];
      return field === undefined
        ? [{ path: `${path}.${key}`, reason: "the stand-in plugin does not know it" }]
        : mismatches(field, item, `${path}.${key}`);
    }),
  ];
}

/** Equality under a shape. What is unknown equals nothing; an empty list or map equals an absent one. */
export function same(shape: Shape, a: Value | undefined, b: Value | undefined): boolean {
  if (hasUnknown(a) || hasUnknown(b)) return false;
  return canonical(shape, a) === canonical(shape, b);
}

function canonical(shape: Shape, value: Value | undefined): string {
  return JSON.stringify(normal(shape, value ?? null));
}

function normal(shape: Shape, value: Value): Value {
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    const of = typeof shape === "object" && "list" in shape ? shape : undefined;
    const items = value.map((item) => normal(of?.list ?? "any", item));
    return of?.unordered ? sortedByText(items) : items;
  }
  if (!isObject(value)) return value;
  const field = (key: string): Shape => {
    if (typeof shape !== "object" || "list" in shape) return "any";
    return "map" in shape ? shape.map : (shape.fields[key] ?? "any");
  };
  const entries = Object.entries(value)
    .map(([key, item]): [string, Value] => [key, normal(field(key), item)])
    .filter(([, item]) => item !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function sortedByText(items: readonly Value[]): Value[] {
  const text = (item: Value) => JSON.stringify(item);
  return [...items].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

const kind = (value: Value): string =>
  Array.isArray(value)
    ? "a list"
    : value === null
      ? "absent"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;
