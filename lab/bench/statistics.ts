import { percentile } from "../checks/metrics";

/** Some measurements of one thing, in its own unit. */
export interface Spread {
  readonly runs: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Throws if nothing was measured. */
export const spread = (values: readonly number[]): Spread => ({
  runs: values.length,
  median: percentile(values, 50),
  least: percentile(values, 0),
  most: percentile(values, 100),
});
