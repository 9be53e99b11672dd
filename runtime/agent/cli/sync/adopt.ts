import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { foundSchema, longestFound, type Adoption, type Found } from "../../../contract/adopt";
import { errorText } from "../../../contract/error-text";
import { parsed } from "../../../common/json";
import { wantedOf } from "../../sync/plan/adopt";
import { difference } from "../../sync/model/difference";
import { defaultRemovalLimits, refused, removals, removalWords } from "../../sync/plan/removal";
import type { SyncState } from "../../sync/model/state";
import { askedInWords, type Ask, type Print } from "../control";
import type { Agents } from "./agents";

interface Options {
  readonly dryRun: boolean;
  /** Of what would go from a table, the share above which followers ask a person. */
  readonly removalShare: number;
}

/**
 * Reads what was found elsewhere, as gzip of JSON, and has this leader take it, or says with `dryRun` what would change.
 * Prints an Adoption, or why there is none. Resolves to the exit code.
 */
export async function adopt(
  agents: Pick<Agents, "own" | "restore">,
  ask: Ask,
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
function foundIn(bytes: Buffer): Found {
  const text = gunzipSync(bytes, { maxOutputLength: longestFound }).toString("utf8");
  const { data, error } = foundSchema.safeParse(parsed(text));
  if (!data) throw new Error(`not what \`ha-dns adopt\` sends: ${z.prettifyError(error)}`);
  return data;
}

async function adopted(
  agents: Pick<Agents, "own" | "restore">,
  found: Found,
  { dryRun, removalShare }: Options,
): Promise<Adoption> {
  const own = await agents.own();
  const { state, left } = wantedOf(found, own);
  const changes = difference(state, own.state, own.traits);
  const limits = { ...defaultRemovalLimits, share: removalShare };
  const about = {
    node: own.node,
    rows: rowsOf(state),
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

function rowsOf({ groups, lists, domains, clients, settings }: SyncState): Record<string, number> {
  const records = Object.entries(settings).flatMap(([key, value]): [string, number][] =>
    Array.isArray(value) && value.length > 0 ? [[key, value.length]] : [],
  );
  return {
    groups: groups.length,
    lists: lists.length,
    domains: domains.length,
    clients: clients.length,
    ...Object.fromEntries(records),
  };
}

/** All that comes on a stream. Rejects if it is more than could be adopted. */
export async function wholeBytes(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > longestFound) throw new Error(`more than ${longestFound} bytes`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
