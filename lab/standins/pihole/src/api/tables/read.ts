import type { GravityDatabase } from "../../gravity/database";
import { readRows } from "../../gravity/tables";
import { fail, reply, type Reply } from "../exchange";
import { showRow } from "./show";
import type { Target } from "./target";

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The rows that a target means, under the table's name; with what a write has processed, if it follows one. */
export function readTable(
  database: GravityDatabase,
  status: number,
  target: Target,
  further: Readonly<Record<string, unknown>> = {},
): Reply {
  try {
    const rows = readRows(database.handle, target.table, target);
    return reply(status, { [target.table]: rows.map((row) => showRow(target.table, row)), ...further });
  } catch (error) {
    return fail(400, "database_error", "Could not read domains from database table", words(error));
  }
}
