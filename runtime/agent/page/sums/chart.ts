import type { ClusterSums } from "./node-sums";

/** A chart's bars in a box of 480 × 100, as two paths: what was answered, and what was blocked, below it. */
export interface Chart {
  readonly answered: string;
  readonly blocked: string;
}

const high = 100;
const wide = 10;
const gap = 2;

export function chartOf({ slots }: Pick<ClusterSums, "slots">): Chart {
  const most = Math.max(1, ...slots.map(({ queries }) => queries));
  const tall = (n: number): number => Math.round((n / most) * high * 10) / 10;
  const bar = (i: number, from: number, height: number): string =>
    height === 0 ? "" : `M${i * wide + gap / 2} ${round(high - from)}v${-height}h${wide - gap}v${height}z`;
  return {
    answered: slots
      .map(({ queries, blocked }, i) => bar(i, tall(blocked), tall(Math.max(0, queries - blocked))))
      .join(""),
    blocked: slots.map(({ blocked }, i) => bar(i, 0, tall(blocked))).join(""),
  };
}

const round = (n: number): number => Math.round(n * 10) / 10;
