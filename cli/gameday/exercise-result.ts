import { watchText } from "../watch/vip-watch";
import type { WatchSummary } from "../watch/account";
import type { ExerciseName } from "./exercise-names";

/** The result of an exercise. */
export interface ExerciseResult {
  readonly exercise: ExerciseName;
  /** `failed`: clients lost more than the exercise allows. `error`: the exercise could not be finished. */
  readonly result: "passed" | "failed" | "skipped" | "error";
  /** Who led before and after it. */
  readonly leaders: readonly string[];
  readonly watched?: WatchSummary;
  /** Seconds from the start until the cluster was healthy again. */
  readonly healthyAfter?: number;
  readonly why?: string;
}

/** Whether clients lost no more than the exercise allows. Pure. */
export function verdict({ lost, outagesMs }: WatchSummary, allowedMs: number): ExerciseResult["result"] {
  const isAllowed = allowedMs === 0 ? lost === 0 : (outagesMs[0] ?? 0) <= allowedMs;
  return isAllowed ? "passed" : "failed";
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

/** Whether each exercise passed or was skipped. */
export const isSuccess = (all: readonly ExerciseResult[]): boolean =>
  all.every(({ result }) => result === "passed" || result === "skipped");
