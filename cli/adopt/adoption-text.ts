import type { Adoption, AdoptionChange } from "../../runtime/contract/adoption";

/** The text names at most so many rows of a kind; the JSON names all. */
const mostNamed = 5;

/** What would change, and what is not taken over, for a person. */
export function adoptionText({ node, changes, left, removals, rows }: Adoption, from: string): string {
  const has = Object.entries(rows).map(([table, count]) => `${count} ${table}`);
  return textLines([
    `${from} → ${node}, which leads`,
    `  the source has ${has.join(", ")}`,
    changes.length === 0 ? "The cluster has all of it: nothing changes." : "This changes in the cluster:",
    ...changes.flatMap(changeLines),
    ...(left.length > 0 ? ["This is not taken over:"] : []),
    ...left.map(({ what, why }) => `  ${what}: ${why}`),
    ...(removals.length > 0
      ? [
          `The followers will ask before they remove so much (${removals.join(", ")}): then run, on each of them, ` +
            "ha-dns sync accept",
        ]
      : []),
  ]);
}

function changeLines({ table, added, removed, changed, besides }: AdoptionChange): string[] {
  const named = (sign: string, rows: readonly string[]): string[] =>
    rows.length === 0
      ? []
      : [
          `    ${sign} ${rows.slice(0, mostNamed).join(", ")}` +
            (rows.length > mostNamed ? ` and ${rows.length - mostNamed} more` : ""),
        ];
  const counts = [
    [added.length, "new"],
    [removed.length, "gone"],
    [changed.length, "changed"],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${verb}`);
  return [
    `  ${table}: ${[...words, ...besides.map((now) => `now ${now}`)].join(", ")}`,
    ...named("+", added),
    ...named("-", removed),
    ...named("~", changed),
  ];
}

export const textLines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join("");
