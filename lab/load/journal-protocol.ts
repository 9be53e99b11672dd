/** What the journal says of a row that is on the disk: one datagram each, as JSON. */
export interface Ack {
  readonly seq: number;
  /** The process that wrote it. */
  readonly run: string;
  readonly node: string;
  /** When the write was begun, in ms of CLOCK_MONOTONIC, which all containers of the machine share. */
  readonly at: number;
  /** Over the row and all rows before it. */
  readonly sum: string;
}

/** In another dataset than the journal: a row that the journal has. */
export type Mark = Pick<Ack, "seq" | "sum">;

/** From the first to the last write of one process. */
export interface WriterRun {
  readonly run: string;
  readonly node: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What a journal holds. */
export interface Dump {
  /** There is no journal at all. */
  readonly absent: boolean;
  readonly rows: readonly (readonly [seq: number, sum: string])[];
  readonly runs: readonly WriterRun[];
  /** Gaps and rows whose sum is wrong, the first ten. */
  readonly flaws: readonly string[];
  readonly mark: Mark | null;
}

/** The collector's port, on the lab's client. */
export const collectorPort = 5140;

/** Lines of the collector in the client: what has come since the last one. */
export interface CollectorLine {
  /** Monotonic ms. */
  readonly at: number;
  readonly acks: readonly Ack[];
}
