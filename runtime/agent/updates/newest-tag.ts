/** `2026.07.2` is `#.#.#`: only tags of one shape can be compared. */
const shapeOf = (tag: string): string => tag.replaceAll(/\d+/g, "#");
const numbersIn = (tag: string): number[] => (tag.match(/\d+/g) ?? []).map(Number);

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The newest of the tags that are written like `tag` and come after it; undefined if there is none. */
export function newestAfter(tag: string, tags: readonly string[]): string | undefined {
  if (!/\d/.test(tag)) return undefined;
  const [newest] = tags
    .filter((other) => shapeOf(other) === shapeOf(tag))
    .sort((a, b) => compare(numbersIn(b), numbersIn(a)));
  return newest !== undefined && compare(numbersIn(newest), numbersIn(tag)) > 0 ? newest : undefined;
}
