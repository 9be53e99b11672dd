import type { HistoryFile } from "../../runtime/contract/history";
import type { NodePlan } from "../config/plan";
import { jsonFile } from "./text";

/** history.json; undefined if the nodes keep no history. */
export function renderHistory({ historyDays, historyMegabytes }: NodePlan["cluster"]): string | undefined {
  if (historyDays === 0) return undefined;
  const file: HistoryFile = { days: historyDays, megabytes: historyMegabytes };
  return jsonFile(file);
}
