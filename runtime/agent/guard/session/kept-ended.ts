import path from "node:path";
import type { AgentConfig } from "../../../contract/agent-config";
import type { ChannelClient } from "../../channel/channel-client";
import { JsonFile } from "../../../common/json-file";
import type { Log } from "../../../common/log";
import type { Paths } from "../../agent-paths";
import { EndedSessions, endedSchema } from "./ended";
import { TellPeers } from "./tell-peers";
import { nowSeconds } from "../../unix-time";

/** The node's ended sessions, in the agent's folder; the peers hear of each that ends here. `stop` ends the telling. */
export function keptEnded(
  config: Pick<AgentConfig, "peers">,
  paths: Pick<Paths, "agentData">,
  channel: Pick<ChannelClient, "ask">,
  log: Log,
): { readonly ended: EndedSessions; readonly stop: () => void } {
  const addresses = config.peers.map(({ podAddress }) => podAddress);
  const peers = new TellPeers(channel, addresses, log, nowSeconds);
  const file = new JsonFile(path.join(paths.agentData, "ended-sessions.json"), endedSchema, 0o600);
  return { ended: new EndedSessions(file, peers.tell, nowSeconds), stop: () => peers.stop() };
}
