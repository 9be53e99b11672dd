import type { CpuCost } from "./cpu/measure";
import type { Comparison, FailoverRun } from "./failover";
import type { CommonSettings } from "./common-settings/common-settings";
import type { Throughput } from "./throughput";

/** The machine that all of it ran on, in words that name no one. */
export interface Machine {
  readonly cores: number;
  readonly architecture: string;
  /** Processes that wanted a core, on average over the minute before the bench. */
  readonly loadBefore: number;
}

/** What one bench measured. A part that was not asked for, or could not be measured at all, is null. */
export interface BenchReport {
  readonly at: string;
  readonly machine: Machine;
  readonly commonSettings: CommonSettings;
  readonly failover: {
    readonly queriesPerSecond: number;
    readonly comparisons: readonly Comparison[];
    readonly runs: readonly FailoverRun[];
  } | null;
  readonly throughput: Throughput | null;
  readonly cpu: CpuCost | null;
  /** Why something was not measured; null if all was. */
  readonly stopped: string | null;
}
