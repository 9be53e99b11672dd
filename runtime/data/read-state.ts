import type { z } from "zod";
import { JsonFile } from "../agent/json-file";
import { dataStateSchema, peersSeenSchema, type DataState, type PeersSeen } from "../contract/data-state";
import { roleMaxAgeSeconds } from "../contract/files";

export const noKeeper = "the data keeper says nothing: systemctl status ha-dns-data tells why";

/** What a file that is refreshed every second says; undefined where it says nothing, or nothing of the last five. */
function readFresh<T extends { readonly at: number }>(
  file: string,
  schema: z.ZodType<T>,
  now: number,
): T | undefined {
  const told = new JsonFile(file, schema).load();
  return told && Math.abs(now - told.at) <= roleMaxAgeSeconds * 1000 ? told : undefined;
}

/** What this host's keeper says, where it said so in the last five seconds. */
export const readState = (file: string, now = Date.now()): DataState | undefined =>
  readFresh(file, dataStateSchema, now);

/** What the agent tells of the peers, where it told so in the last five seconds. */
export const readPeers = (file: string, now = Date.now()): PeersSeen | undefined =>
  readFresh(file, peersSeenSchema, now);
