import fc from "fast-check";

/** How long a target is tried, and from where it begins. */
export interface Limits {
  readonly ms: number;
  /** The same seed tries the same inputs. */
  readonly seed: number;
}

/** Something that takes what strangers send, and what it promises whatever comes. */
export interface Target {
  readonly about: string;
  /** Resolves to how many inputs were tried. Rejects with the smallest input found that breaks a promise. */
  readonly run: (limits: Limits) => Promise<number>;
}

type Property = fc.IAsyncPropertyWithHooks<[unknown]> | fc.IPropertyWithHooks<[unknown]>;

/** Tries inputs until the time is over. */
export async function explore(property: Property, { ms, seed }: Limits): Promise<number> {
  const result = await fc.check(property as fc.IAsyncPropertyWithHooks<[unknown]>, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: ms,
    markInterruptAsFailure: false,
  });
  if (result.failed) {
    const why =
      result.errorInstance instanceof Error ? result.errorInstance.stack : String(result.errorInstance);
    throw new Error(`${fc.defaultReportMessage(result)}\n\n${why}`);
  }
  return result.numRuns;
}

/** Texts as programs and people write them, and as they do not. */
export const oddText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      "",
      " ",
      "\n",
      "\0",
      "\u001b[2J",
      "\u202e",
      "../..",
      "-o",
      "$(id)",
      "`id`",
      "';id;'",
      "${x}",
      "%00",
      "NaN",
      "-0",
      "1e999",
      "__proto__",
      "constructor",
    ),
  );

/** Any JSON, also with numbers that are at the edge. */
export const oddJson = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    oddText(),
    fc.constantFrom<unknown>(
      Number.MAX_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER + 1,
      -1,
      0.5,
      1e308,
      null,
      true,
      [],
      {},
      [[]],
    ),
  );

/** A value of which some part, at any depth, is another. */
export function altered(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== "object" || value === null) return oddJson();
  const keys = Object.keys(value);
  if (keys.length === 0) return oddJson();
  const one = fc.constantFrom(...keys).chain((key) => {
    const inner = (value as Record<string, unknown>)[key];
    return altered(inner).map((other): unknown =>
      Array.isArray(value)
        ? value.map((each: unknown, i) => (String(i) === key ? other : each))
        : { ...value, [key]: other },
    );
  });
  const without = fc
    .constantFrom(...keys)
    .map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)));
  return fc.oneof(
    { weight: 6, arbitrary: one },
    { weight: 1, arbitrary: without },
    { weight: 1, arbitrary: oddJson() },
  );
}
