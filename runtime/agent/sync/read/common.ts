import * as z from "zod";

/** Pi-hole cannot be told an empty comment, so one that came another way is none. */
export const comment = z
  .string()
  .nullable()
  .transform((text) => (text === "" ? null : text));

export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The rows by their keys, in an order that no locale changes. */
export function sorted<Row>(rows: readonly Row[], key: (row: Row) => readonly string[]): Row[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((part, i) => part !== right[i]);
    return at < 0 ? 0 : byCodeUnits(left[at]!, right[at]!);
  });
}
