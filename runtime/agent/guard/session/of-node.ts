import path from "node:path";
import type { AgentConfig } from "../../../contract/agent-config";
import { piholeWebPort } from "../../../contract/files";
import type { ChannelClient } from "../../channel/client";
import { JsonFile } from "../../json-file";
import { readKeyFile } from "../../key-file";
import type { Log } from "../../log";
import type { Paths } from "../../paths";
import { PersonSeats } from "../../pihole/person-seats";
import { settingsFileOf, wayInOf } from "../../pihole/way-in";
import { EndedSessions, endedSchema, type Ended } from "./ended";
import { sessionKey } from "./key";
import { PageSessions } from "./page-sessions";
import { Seats } from "./seats";
import { TellPeers } from "./tell-peers";

/** A node's part in holding people's sessions. */
export interface NodeSessions {
  readonly sessions: PageSessions;
  /** Ended on another node. */
  readonly heard: (ended: Ended) => void;
  readonly stop: () => void;
}

/** Puts it together from the node's own files. */
export function nodeSessions(
  config: AgentConfig,
  paths: Paths,
  channel: Pick<ChannelClient, "ask">,
  log: Log,
): NodeSessions {
  const ofCluster = readKeyFile(paths.sessionKey);
  const wayIn = wayInOf(paths, settingsFileOf(paths));
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const addresses = config.peers.map(({ podAddress }) => podAddress);
  const peers = new TellPeers(channel, addresses, log, nowSeconds);
  const file = new JsonFile(path.join(paths.agentData, "ended-sessions.json"), endedSchema, 0o600);
  const ended = new EndedSessions(file, peers.tell, nowSeconds);
  const source = new PersonSeats(piholeWebPort, wayIn);
  const sessions = new PageSessions({
    key: () => {
      const [password, totpSecret, appHash] = [wayIn.password(), wayIn.totpSecret(), wayIn.appHash()];
      return sessionKey(ofCluster, { password, totpSecret, appHash });
    },
    seats: new Seats(source, () => performance.now()),
    ended,
    seatOf: source.seatOf,
    nowSeconds,
    log,
  });
  return { sessions, heard: (told) => ended.heard(told), stop: () => peers.stop() };
}
