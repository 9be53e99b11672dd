const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${figure(n)} ${n === 1 ? one : many}`;

/** 1234567 as 1,234,567. */
export const figure = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** A length of time in its largest unit: a page that changes each second tires the eye. */
export function span(ms: number): string {
  if (ms < minuteMs) return "less than a minute";
  if (ms < hourMs) return count(Math.floor(ms / minuteMs), "minute");
  if (ms < 2 * dayMs) return count(Math.floor(ms / hourMs), "hour");
  return count(Math.floor(ms / dayMs), "day");
}

export const ago = (ms: number): string => (ms < minuteMs ? "just now" : `${span(ms)} ago`);

/** "pi1, pi2 and pi3". */
export function joinedWords(names: readonly string[], last: "and" | "or" = "and"): string {
  const end = names.at(-1) ?? "";
  return names.length < 2 ? end : `${names.slice(0, -1).join(", ")} ${last} ${end}`;
}
