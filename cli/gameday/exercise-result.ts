import { watchText } from "../watch/vip-watch";
import type { WatchSummary } from "../watch/account";
import type { ExerciseName } from "./exercise-names";

/** What became of an exercise. */
export interface ExerciseResult {
  readonly exercise: ExerciseName;
  readonly result: "as it should be" | "not as it should be" | "left out" | "failed";
  /** Who led before and after it. */
  readonly leaders: readonly string[];
  readonly watched?: WatchSummary;
  /** Seconds from its begin until the cluster was healthy again. */
  readonly healthyAfter?: number;
  readonly why?: string;
}

/** Whether clients noticed no more than they may. Pure. */
export function verdict({ lost, outagesMs }: WatchSummary, allowedMs: number): ExerciseResult["result"] {
  const isGood = allowedMs === 0 ? lost === 0 : (outagesMs[0] ?? 0) <= allowedMs;
  return isGood ? "as it should be" : "not as it should be";
}

/** A line for each exercise. Pure. */
export const exercisesText = (all: readonly ExerciseResult[]): string => `${all.map(lineOf).join("\n")}\n`;

function lineOf({ exercise, result, leaders, watched, healthyAfter, why }: ExerciseResult): string {
  const parts = [
    ...(watched ? [watchText(watched)] : []),
    ...(leaders.length > 0 ? [`VIP ${leaders.join(" → ")}`] : []),
    ...(healthyAfter === undefined ? [] : [`healthy again after ${healthyAfter} s`]),
    ...(why === undefined ? [] : [why]),
  ];
  return `${exercise}: ${result}${parts.length > 0 ? `; ${parts.join("; ")}` : ""}`;
}

/** Whether all that was done ended as it should. */
export const isGood = (all: readonly ExerciseResult[]): boolean =>
  all.every(({ result }) => result === "as it should be" || result === "left out");
