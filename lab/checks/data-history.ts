import type { Ack, Dump, WriterRun } from "../load/journal-protocol";
import type { StepTaken } from "./violation";

/** What a node's pool held at a moment (monotonic ms): datasets and snapshots are known by their guid, which no renaming changes. */
export interface Sample {
  readonly at: number;
  readonly node: string;
  readonly datasets: readonly {
    readonly name: string;
    readonly guid: string;
    /** The oldest first. */
    readonly snapshots: readonly { readonly name: string; readonly guid: string }[];
  }[];
}

/** A journal as it was found on a node, in the data itself or in a branch that was kept. */
export interface Branch {
  readonly node: string;
  readonly dataset: string;
  readonly journal: Dump;
}

/** All that was seen of the data in a history of faults. Times in monotonic ms. */
export interface DataHistory {
  readonly from: number;
  readonly to: number;
  /** The declared datasets. */
  readonly declared: readonly string[];
  readonly steps: readonly StepTaken[];
  /** What the journal's client was told to be on the disk. */
  readonly acks: readonly Ack[];
  /** Samples of all nodes in the order of time; those before `from` say what was there already. */
  readonly samples: readonly Sample[];
  /** The holder's working copy at the end; null if there is no holder. */
  readonly data: Branch | null;
  readonly kept: readonly Branch[];
  /** What was not whole at the end. */
  readonly notWhole: readonly string[];
}

/** From the first to the last write of each process, by what was acknowledged and by what journals hold. */
export function writers({ acks, data, kept }: Pick<DataHistory, "acks" | "data" | "kept">): WriterRun[] {
  const runs = new Map<string, WriterRun>();
  const add = ({ run, node, firstAt, lastAt }: WriterRun) => {
    const known = runs.get(run) ?? { run, node, firstAt, lastAt };
    runs.set(run, {
      ...known,
      firstAt: Math.min(known.firstAt, firstAt),
      lastAt: Math.max(known.lastAt, lastAt),
    });
  };
  for (const { run, node, at } of acks) add({ run, node, firstAt: at, lastAt: at });
  for (const { journal } of [...(data ? [data] : []), ...kept]) journal.runs.forEach(add);
  return [...runs.values()].sort((a, b) => a.firstAt - b.firstAt);
}
