const units: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Nanoseconds of a duration such as `1m30s` or `500ms`; undefined where it is none. */
export function nanoseconds(text: string): number | undefined {
  if (text === "0") return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

/** The shortest duration that says as much, such as `90s` for 90 × 10⁹ nanoseconds. */
export function duration(count: number): string {
  const unit = ["h", "m", "s"].find((name) => count % units[name]! === 0) ?? "ms";
  return count === 0 ? "0s" : `${count / units[unit]!}${unit}`;
}
