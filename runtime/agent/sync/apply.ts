import { setTimeout as delay } from "node:timers/promises";
import type { Pihole } from "../pihole/pihole";
import type { FolderWatch } from "./folder-watch";
import { gravityQuiet, runGravity, type GravityParts } from "./gravity-run";
import { readGroups } from "./read/groups";
import { changesGroupIds, requestOf } from "./requests";
import { restarting, type RestartParts } from "./restart-watch";
import type { Step } from "./step";
import { trouble } from "./trouble";

export interface ApplyParts extends GravityParts, RestartParts {
  readonly pihole: Pick<Pihole, "ask" | "text">;
  readonly folder: Pick<FolderWatch, "gravityRuns" | "runEnded">;
  /** Why Pi-hole must not be restarted now; empty where it may be. */
  readonly restartForbidden: () => string;
  /** There is a leader that could tell what is left undone now. */
  readonly follows: () => boolean;
  /** Pi-hole has been restarted. */
  readonly restarted: () => void;
}

/** Does the steps one after another; ends at the first that fails, with an error that says which and why. */
export async function apply(
  parts: ApplyParts,
  steps: readonly Step[],
  ids: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  let groupIds = ids;
  for (const step of steps) {
    // What is written while gravity builds its next database is gone when that one takes its place.
    await gravityQuiet(parts.folder, signal);
    signal.throwIfAborted();
    if (step.kind === "gravity") await runGravity(parts, step, signal);
    else if (restartsNow(step)) await sendAndRestart(parts, step, groupIds, signal);
    else await send(parts, step, groupIds);
    if (changesGroupIds(step)) groupIds = await readIds(parts);
  }
}

const restartsNow = (step: Step): boolean =>
  (step.kind === "settings" && step.restarts) || (step.kind === "setting-item" && step.restart === "now");

/** A request that has begun is not broken off: half of a change would stay. */
async function send(
  { pihole }: ApplyParts,
  step: Step,
  groupIds: ReadonlyMap<string, number>,
  query = "",
): Promise<void> {
  const { method, path, body, pauseMs } = requestOf(step, groupIds);
  const { status, body: answer } = await pihole.ask({ method, path: path + query, body });
  const words = trouble(step, { status, body: answer });
  if (words) throw new Error(words);
  await delay(pauseMs);
}

async function readIds({ pihole }: ApplyParts): Promise<ReadonlyMap<string, number>> {
  return readGroups((await pihole.ask({ method: "GET", path: "/api/groups" })).body).idOf;
}

/**
 * Sends what restarts Pi-hole, and waits until it is back. Where the leader has gone meanwhile, nobody would tell it
 * again: then Pi-hole keeps it, and it is in force after the orderly restart that it waits for.
 */
async function sendAndRestart(
  parts: ApplyParts,
  step: Step,
  groupIds: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const forbidden = parts.restartForbidden();
  if (forbidden && !parts.follows()) return send(parts, step, groupIds, "?restart=false");
  if (forbidden) throw new Error(`a setting waits that restarts Pi-hole: ${forbidden}`);
  await restarting(parts, () => send(parts, step, groupIds), signal);
  parts.restarted();
}
