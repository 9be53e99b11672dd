import { JsonFile } from "../agent/json-file";
import { roleMaxAgeSeconds } from "../contract/files";
import { dataStateSchema, type DataState } from "../contract/data-state";

/** What this host's keeper says, where it said so in the last five seconds. */
export function readState(file: string, now = Date.now()): DataState | undefined {
  const state = new JsonFile(file, dataStateSchema).load();
  return state && Math.abs(now - state.at) <= roleMaxAgeSeconds * 1000 ? state : undefined;
}
