/** An object with a zero for each of the names. */
export const zeros = (names: string): Readonly<Record<string, number>> =>
  Object.fromEntries(names.split(" ").map((name) => [name, 0]));
