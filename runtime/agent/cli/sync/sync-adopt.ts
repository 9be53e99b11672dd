import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { foundSchema, longestFound, type Adoption, type FoundContent } from "../../../contract/adoption";
import { errorText } from "../../../contract/error-text";
import { parsed } from "../../../common/json";
import { wantedOf } from "../../sync/plan/adopted-state";
import { difference } from "../../sync/model/difference";
import { defaultRemovalLimits, refused, removals, removalWords } from "../../sync/plan/removal";
import type { SettingKey } from "../../sync/model/setting-keys";
import type { SyncState } from "../../sync/model/sync-state";
import { askedInWords, type AskStatus, type Print } from "../control";
import type { Agents } from "./sync-agents";
import { rowsOf } from "./states";

interface Options {
  readonly dryRun: boolean;
  /** Followers ask a person before they remove more than this share of a table. */
  readonly removalShare: number;
}

/**
 * Reads what was found elsewhere (JSON, gzipped) and puts it into this leader; with `dryRun`, only tells what would
 * change. Prints an Adoption, or the error. Resolves to the exit code.
 */
export async function adopt(
  agents: Pick<Agents, "own" | "restore">,
  ask: AskStatus,
  options: Options,
  input: () => Promise<Buffer>,
  print: Print,
): Promise<number> {
  try {
    const found = foundIn(await input());
    const { node, role } = await askedInWords(ask);
    if (role !== "leader") throw new Error(`${node} does not lead: what is adopted goes in at the leader`);
    print(JSON.stringify(await adopted(agents, found, options)));
    return 0;
  } catch (error) {
    print(`sync adopt: ${errorText(error)}`);
    return 1;
  }
}

/** Throws unless it is what a deploy machine sends. */
function foundIn(bytes: Buffer): FoundContent {
  const text = gunzipSync(bytes, { maxOutputLength: longestFound }).toString("utf8");
  const { data, error } = foundSchema.safeParse(parsed(text));
  if (!data) throw new Error(`not what \`ha-dns adopt\` sends: ${z.prettifyError(error)}`);
  return data;
}

async function adopted(
  agents: Pick<Agents, "own" | "restore">,
  found: FoundContent,
  { dryRun, removalShare }: Options,
): Promise<Adoption> {
  const own = await agents.own();
  const { state, left } = wantedOf(found, own);
  const changes = difference(state, own.state, own.traits);
  const limits = { ...defaultRemovalLimits, share: removalShare };
  const about = {
    node: own.node,
    rows: rowsOf(state, filledLists(state)),
    changes,
    left: [...left],
    removals: refused(removals(state, own.state, own.traits), limits).map(removalWords),
    gravity: changes.some(({ table }) => table === "lists"),
  };
  if (dryRun || changes.length === 0) return { ...about, done: [] };
  const kept = { name: found.from, node: own.node, state, adopted: true };
  const { words } = await agents.restore(kept, true);
  return { ...about, done: words };
}

function filledLists({ settings }: SyncState): SettingKey[] {
  return (Object.keys(settings) as SettingKey[]).filter((key) => {
    const value = settings[key];
    return Array.isArray(value) && value.length > 0;
  });
}
