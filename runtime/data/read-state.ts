import { parsed } from "../common/json";
import { JsonFile } from "../common/json-file";
import { dataStateSchema, peersSeenSchema, type DataState, type PeersSeen } from "../contract/data-state";
import { roleMaxAgeSeconds } from "../contract/files";
import { readReported } from "../common/reported-text";

export const noKeeper = "the data keeper does not answer: systemctl status ha-dns-data tells why";

/** What is told every second is not fresh any more after five. */
const fresh = <T extends { readonly at: number }>(told: T | undefined, now: number): T | undefined =>
  told && Math.abs(now - told.at) <= roleMaxAgeSeconds * 1000 ? told : undefined;

/** What this host's keeper says, where it said so in the last five seconds. */
export const readDataState = (file: string, now = Date.now()): DataState | undefined =>
  fresh(new JsonFile(file, dataStateSchema).load(), now);

/** What the agent tells of the peers, where it told so in the last five seconds. */
export function readPeers(places: readonly string[], now = Date.now()): PeersSeen | undefined {
  const text = readReported(places)?.text;
  return text === undefined ? undefined : fresh(peersSeenSchema.safeParse(parsed(text)).data, now);
}
