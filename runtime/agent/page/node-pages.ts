import type { AgentConfig } from "../../contract/agent-config";
import type { LogIns } from "../guard/log-ins";
import { askHistory, streamHistory } from "../history/ask-history";
import type { OwnPages } from "../guard/own-pages";
import type { EndedSessions } from "../guard/session/ended";
import { sessionKeyOf } from "../guard/session/node-sessions";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import type { Snapshot } from "../snapshot";
import { nowSeconds } from "../unix-time";
import { ActPages } from "./act/act-pages";
import { clusterNow } from "./act/cluster-now";
import type { ActionAnswer, ActionRequest } from "./act/act-message";
import { HistoryPages } from "./history/history-pages";
import { askPihole } from "./log-in/ask-pihole";
import { LogIn } from "./log-in/log-in";
import { LogInPages } from "./log-in/log-in-pages";
import { pageKey } from "./log-in/page-key";
import { steeringPages } from "./steering-pages";

export interface NodePagesParts {
  readonly config: Pick<AgentConfig, "node" | "vip" | "vip6" | "podAddress" | "podAddress6" | "peers">;
  readonly paths: Paths;
  /** Of Pi-hole's web server, on loopback. */
  readonly piholePort: number;
  readonly logIns: LogIns;
  readonly ended: EndedSessions;
  readonly snapshot: () => Snapshot | undefined;
  readonly perform: (wanted: ActionRequest) => Promise<ActionAnswer>;
  readonly log: Log;
}

/** As they stand in a Host header. */
const hostsOf = ({ vip, vip6, podAddress, podAddress6, peers }: NodePagesParts["config"]): string[] => [
  vip,
  podAddress,
  ...peers.map((peer) => peer.podAddress),
  ...[vip6, podAddress6].flatMap((address) => (address === undefined ? [] : [`[${address}]`])),
];

/** The pages on which people steer the cluster, from a node's own files. */
export function nodePages(parts: NodePagesParts): OwnPages {
  const { config, ended, log } = parts;
  const { historySocket } = parts.paths;
  const ofSessions = sessionKeyOf(parts.paths);
  const key = (): Buffer => pageKey(ofSessions());
  const logIn = new LogIn({ key, ended, nowSeconds });
  return steeringPages({
    hosts: hostsOf(config),
    logIn: new LogInPages({
      logIn,
      turns: parts.logIns,
      ask: (typed) => askPihole(parts.piholePort, typed),
      log,
    }),
    act: new ActPages({
      logIn,
      key,
      taken: ended,
      nowSeconds,
      cluster: () => {
        const snapshot = parts.snapshot();
        return snapshot && clusterNow(snapshot);
      },
      perform: parts.perform,
    }),
    history: new HistoryPages({
      logIn,
      nodes: [config.node, ...config.peers.map(({ name }) => name)].sort(),
      ask: (path) => askHistory(historySocket, path),
      stream: (path) => streamHistory(historySocket, path),
      now: Date.now,
    }),
  });
}
