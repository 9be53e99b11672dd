import * as z from "zod";
import { parsed } from "../../../common/json";
import type { RawHeaders } from "../headers";

/** A complete answer of Pi-hole. */
export interface RowAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: RawHeaders;
  readonly text: string;
}

export interface ItemError {
  readonly item: string;
  readonly error: string;
}

/** What became of the rows of one request. */
export interface Processed {
  readonly taken: readonly string[];
  readonly failed: readonly ItemError[];
  /** Those that were not written, or only in part, because the database was locked. */
  readonly locked: readonly string[];
}

const listed = z.object({
  processed: z.object({
    success: z.array(z.object({ item: z.string() })),
    errors: z.array(z.object({ item: z.string(), error: z.string() })),
  }),
});
const failure = z.object({
  error: z.object({ key: z.string(), message: z.string(), hint: z.string().nullish() }),
});

/**
 * The error messages of SQLite and Pi-hole. Pi-hole does not wait for a lock when it writes, and reads its database once
 * a second, so a change sometimes meets a lock. While Pi-hole swaps in a new gravity, there is no database for a moment.
 */
const passing = /database (table )?is locked|database not available/i;

/** Whether Pi-hole could not do all of it because its database was locked. */
export function isLocked(answer: RowAnswer): boolean {
  const json = parsed(answer.text);
  const { data: refused } = failure.safeParse(json);
  if (refused) {
    const { key, message, hint } = refused.error;
    return key === "database_error" && passing.test(`${message} ${hint ?? ""}`);
  }
  return (listed.safeParse(json).data?.processed.errors ?? []).some(({ error }) => passing.test(error));
}

/** The error text of an answer that refuses the whole request. */
export function errorOf(answer: RowAnswer): string {
  const { data } = failure.safeParse(parsed(answer.text));
  return data ? `${data.error.message}${data.error.hint ? `: ${data.error.hint}` : ""}` : `${answer.status}`;
}

/** What became of the rows of a request; undefined if Pi-hole has refused it as a whole. */
export function processedOf(answer: RowAnswer, items: readonly string[]): Processed | undefined {
  if (answer.status >= 300) return isLocked(answer) ? { taken: [], failed: [], locked: items } : undefined;
  const { data } = listed.safeParse(parsed(answer.text));
  if (!data) return undefined;
  const { success, errors } = data.processed;
  return {
    taken: success.map(({ item }) => item),
    failed: errors.filter(({ error }) => !passing.test(error)),
    locked: errors.filter(({ error }) => passing.test(error)).map(({ item }) => item),
  };
}

/** An answer that says what became of the rows of several requests, in the form of the last. */
export function together(last: RowAnswer, taken: readonly string[], failed: readonly ItemError[]): RowAnswer {
  const json = parsed(last.text);
  const processed = { errors: failed, success: taken.map((item) => ({ item })) };
  const rest = typeof json === "object" && json !== null ? json : {};
  return { ...last, text: JSON.stringify({ ...rest, processed }) };
}

/** An error in Pi-hole's form: nothing was changed, and the client may try again. */
export function refusedNow(cause: string): RowAnswer {
  const error = { key: "database_error", message: cause, hint: "nothing has changed; try again in a moment" };
  return {
    status: 503,
    statusText: "Service Unavailable",
    headers: ["Content-Type", "application/json; charset=utf-8"],
    text: `${JSON.stringify({ error, took: 0 })}\n`,
  };
}
