import { setTimeout as delay } from "node:timers/promises";
import type { PiholeClient } from "../../pihole/pihole-client";
import { NamingError } from "../model/brief";
import type { FolderWatch } from "../leader/folder-watch";
import type { GravityRecord } from "../follower/gravity-record";
import type { OwnPihole } from "./own-pihole";
import type { Gravity } from "../model/sync-state";

const longestRunMs = 15 * 60_000;
const lookEveryMs = 200;
/** FTL has the old database open for a while after a swap, and what is written to it then is lost. */
const reopenedMs = 1_200;

export interface GravityParts {
  readonly pihole: Pick<PiholeClient, "text">;
  readonly own: Pick<OwnPihole, "gravityBuiltAt">;
  readonly folder: Pick<FolderWatch, "gravityRuns" | "runEnded">;
  readonly record: Pick<GravityRecord, "built">;
}

/** Waits until no gravity run is under way, not even Pi-hole's own weekly one, and its end has settled. */
export async function gravityQuiet(
  folder: Pick<FolderWatch, "gravityRuns">,
  signal: AbortSignal,
): Promise<void> {
  if (!folder.gravityRuns()) return;
  const end = performance.now() + longestRunMs;
  while (folder.gravityRuns()) {
    if (performance.now() > end) throw new Error("a gravity run has not ended within 15 minutes");
    await delay(lookEveryMs, undefined, { signal });
  }
  await delay(reopenedMs, undefined, { signal });
}

/**
 * Builds this node's gravity as that generation, of the lists that are here. What Pi-hole says of its success is worth nothing (its answer is 200 in
 * any case): it is done when Pi-hole's count has a later date.
 */
export async function runGravity(
  { pihole, own, folder, record }: GravityParts,
  build: Pick<Gravity, "generation" | "lists">,
  signal: AbortSignal,
): Promise<void> {
  await gravityQuiet(folder, signal);
  const before = await own.gravityBuiltAt(signal);
  const text = await gravityText({ pihole, folder }, signal);
  const after = await own.gravityBuiltAt(signal);
  if (after <= before)
    throw new NamingError(`gravity was not built: ${lastLine(text)}`, "gravity was not built");
  record.built(build, after);
}

/** Runs gravity, and waits until Pi-hole has taken it up; resolves to what the run says, good or bad. */
export async function gravityText(
  { pihole, folder }: Pick<GravityParts, "pihole" | "folder">,
  signal: AbortSignal,
): Promise<string> {
  await gravityQuiet(folder, signal);
  const question = { method: "POST", path: "/api/action/gravity", deadlineMs: longestRunMs } as const;
  const { text } = await pihole.text(question, signal);
  folder.runEnded();
  await delay(reopenedMs, undefined, { signal });
  return text;
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.slice(0, 200) ?? "no answer";
