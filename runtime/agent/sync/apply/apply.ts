import { setTimeout as delay } from "node:timers/promises";
import type { PiholeClient } from "../../pihole/pihole-client";
import type { Aside } from "../model/aside";
import { NamingError } from "../model/brief";
import type { FolderWatch } from "../leader/folder-watch";
import { gravityQuiet, runGravity, type GravityParts } from "./gravity-run";
import { readGroups } from "../read/groups";
import { isLasting, StepRefused, stepRefusalOf, refusedItems, whyWords } from "./step-refusal";
import { changesGroupIds, requestOf } from "./requests";
import { restarting, type RestartParts } from "./restart-watch";
import { placesOf, split } from "../plan/split";
import type { SyncState } from "../model/sync-state";
import type { SyncStep } from "../plan/step";
import { trouble } from "./trouble";

export interface ApplyParts extends GravityParts, RestartParts {
  readonly pihole: Pick<PiholeClient, "ask" | "text">;
  readonly folder: Pick<FolderWatch, "gravityRuns" | "runEnded">;
  /** Why Pi-hole must not be restarted now; empty if it may be. */
  readonly restartForbidden: () => string;
  /** There is a leader that could tell what is left undone now. */
  readonly follows: () => boolean;
  /** Pi-hole has been restarted. */
  readonly restarted: () => void;
}

/** The node's own state before the steps. */
export interface Before {
  readonly groupIds: ReadonlyMap<string, number>;
  readonly state: Pick<SyncState, "settings">;
}

/**
 * Does the steps one after another; resolves to what Pi-hole has looked at and does not take: everything else is done
 * all the same. Ends at the first step that fails in another way, with an error that says which and why.
 */
export async function apply(
  parts: ApplyParts,
  steps: readonly SyncStep[],
  before: Before,
  signal: AbortSignal,
): Promise<Aside[]> {
  const refused: Aside[] = [];
  const left = [...steps].reverse();
  let { groupIds } = before;
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    // What is written while gravity builds its next database is gone when that one takes its place.
    await gravityQuiet(parts.folder, signal);
    signal.throwIfAborted();
    try {
      if (step.kind === "gravity") await runGravity(parts, step, signal);
      else if (restartsNow(step)) await sendAndRestart(parts, step, groupIds, signal);
      else refused.push(...(await send(parts, step, groupIds)));
    } catch (error) {
      const why = stepRefusalOf(error);
      const places = placesOf(step);
      if (why === undefined || places.length === 0) throw error;
      const smaller = split(step, before.state.settings);
      left.push(...smaller.reverse());
      if (smaller.length === 0) refused.push(...places.map((place) => ({ ...place, why: whyWords(why) })));
    }
    if (changesGroupIds(step)) groupIds = await readIds(parts);
  }
  return refused;
}

const restartsNow = (step: SyncStep): boolean =>
  (step.kind === "settings" && step.restarts) || (step.kind === "setting-item" && step.restart === "now");

/** A request that has begun is not broken off: half of a change would stay. Resolves to what of it was refused. */
async function send(
  { pihole }: ApplyParts,
  step: SyncStep,
  groupIds: ReadonlyMap<string, number>,
  query = "",
): Promise<Aside[]> {
  const { method, path, body, pauseMs } = requestOf(step, groupIds);
  const answer = await pihole.ask({ method, path: path + query, body });
  const some = refusedItems(step, answer);
  const words = some ? undefined : trouble(step, answer);
  if (words)
    throw answer.status < 500 && isLasting(words)
      ? new StepRefused(words)
      : new NamingError(words, `Pi-hole cannot do it now: ${step.kind}`);
  await delay(pauseMs);
  return (some ?? []).map(({ place, why }) => ({ ...place, why: whyWords(why) }));
}

async function readIds({ pihole }: ApplyParts): Promise<ReadonlyMap<string, number>> {
  return readGroups((await pihole.ask({ method: "GET", path: "/api/groups" })).body).idOf;
}

/**
 * Sends what restarts Pi-hole, and waits until it is back. If the leader has gone meanwhile, nobody would tell it
 * again: then Pi-hole keeps it, and it is in force after the orderly restart that it waits for.
 */
async function sendAndRestart(
  parts: ApplyParts,
  step: SyncStep,
  groupIds: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const forbidden = parts.restartForbidden();
  if (forbidden && !parts.follows()) {
    await send(parts, step, groupIds, "?restart=false");
    return;
  }
  if (forbidden) throw new Error(`a setting waits that restarts Pi-hole: ${forbidden}`);
  await restarting(parts, () => send(parts, step, groupIds), signal);
  parts.restarted();
}
