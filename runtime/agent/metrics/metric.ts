import type { Snapshot } from "../snapshot";
import type { Durations } from "./duration-metrics";

/** By name of the label. Any text is good as a value; see `exposition.ts`. */
export type Labels<L extends string = string> = Readonly<Record<L, string>>;

interface Described<L extends string> {
  /** As it stands in a rule. */
  readonly name: string;
  /** One sentence: what it says, and when it is absent if it can be. */
  readonly help: string;
  /** By label: what its values are. */
  readonly labels: Readonly<Record<L, string>>;
  /** The metric that says the same better. This one goes with the next release. */
  readonly replacedBy?: string;
}

export interface Simple<L extends string = string> extends Described<L> {
  readonly type: "gauge" | "counter";
  /** Empty if nothing is known: a 0 would be a statement. */
  readonly samples: (snapshot: Snapshot) => readonly (readonly [Labels<L>, number])[];
}

export interface Histogram<L extends string = string> extends Described<L> {
  readonly type: "histogram";
  readonly samples: (snapshot: Snapshot) => readonly (readonly [Labels<L>, Durations])[];
}

/** A metric is one entry: what it is called, what it means, and where its value comes from. */
export type Metric = Simple | Histogram;

export const gauge = <L extends string = never>(it: Omit<Simple<L>, "type">): Metric =>
  ({ ...it, type: "gauge" }) as Simple;

export const counter = <L extends string = never>(it: Omit<Simple<L>, "type">): Metric =>
  ({ ...it, type: "counter" }) as Simple;

export const histogram = <L extends string = never>(it: Omit<Histogram<L>, "type">): Metric =>
  ({ ...it, type: "histogram" }) as Histogram;

type OneSample = readonly (readonly [Labels<never>, number])[];

/** The sample of a metric without labels; none if the value is not known. */
export const one = (value: number | boolean | null | undefined): OneSample =>
  value === undefined || value === null ? [] : [[{}, Number(value)]];

/** A sample for each of the values that a label can have: 1 for the present one, 0 for the others. */
export const oneOf = <L extends string>(
  label: L,
  values: readonly string[],
  present: string,
): readonly (readonly [Labels<L>, number])[] =>
  values.map((value) => [{ [label]: value } as Labels<L>, Number(value === present)]);
