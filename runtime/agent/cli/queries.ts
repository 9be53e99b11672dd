import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorText } from "../../contract/error-text";
import { streamHistory } from "../history/ask-history";
import { hoursBefore, wishText } from "../history/search";
import type { Paths } from "../agent-paths";

/** Which of the queries that this node's history has, in the words of the command line. */
export interface QueriesWords {
  readonly domain?: string;
  readonly client?: string;
  readonly node?: string;
  readonly blocked?: true;
  readonly hours?: number;
}

/** Writes the queries of all nodes to `out`, the newest first: as CSV, or as JSON lines. Resolves to the exit code. */
export async function writeQueries(
  { historySocket }: Pick<Paths, "historySocket">,
  { words, json, now }: { readonly words: QueriesWords; readonly json: boolean; readonly now: number },
  out: Writable,
  complain: (text: string) => void,
): Promise<number> {
  const { domain, client, node, blocked, hours } = words;
  const wish = {
    domain,
    client,
    node,
    only: blocked ? ("blocked" as const) : undefined,
    from: hours === undefined ? undefined : hoursBefore(now, hours),
  };
  try {
    const format = json ? "jsonl" : "csv";
    const found = await streamHistory(historySocket, `/export.${format}?${wishText(wish)}`);
    await pipeline(found, out, { end: false });
    return 0;
  } catch (error) {
    complain(
      `queries: this node has no history to show: ${errorText(error)}; set historyDays (docs/history.md)`,
    );
    return 1;
  }
}
