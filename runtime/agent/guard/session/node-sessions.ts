import { readKeyFile } from "../../key-file";
import type { Log } from "../../../common/log";
import type { Paths } from "../../agent-paths";
import { PersonSeats } from "../../pihole/person-seats";
import { settingsFileOf, wayInOf } from "../../pihole/way-in";
import { nowSeconds } from "../../unix-time";
import type { EndedSessions } from "./ended";
import { sessionKey } from "./session-key";
import { PageSessions } from "./page-sessions";
import { Seats } from "./seats";

/** The key of people's sessions, as it is at the moment. */
export function sessionKeyOf(paths: Paths): () => Buffer {
  const ofCluster = readKeyFile(paths.sessionKey);
  const wayIn = wayInOf(paths, settingsFileOf(paths));
  return () => {
    const [password, totpSecret, appHash] = [wayIn.password(), wayIn.totpSecret(), wayIn.appHash()];
    return sessionKey(ofCluster, { password, totpSecret, appHash });
  };
}

/** A node's part in holding people's sessions, from the node's own files. */
export function nodeSessions(paths: Paths, ended: EndedSessions, piholePort: number, log: Log): PageSessions {
  const wayIn = wayInOf(paths, settingsFileOf(paths));
  const source = new PersonSeats(piholePort, wayIn);
  return new PageSessions({
    key: sessionKeyOf(paths),
    seats: new Seats(source, () => performance.now()),
    ended,
    seatOf: source.seatOf,
    nowSeconds,
    log,
  });
}
