import { longestFound } from "../../../contract/adoption";
import type { AgentConfig } from "../../../contract/agent-config";
import { ChannelKeys } from "../../channel/channel-keys";
import { piholeWebPort } from "../../../contract/files";
import { wholeBody } from "../../http/http-ask";
import { readKeyFile } from "../../key-file";
import { PiholeClient } from "../../pihole/pihole-client";
import { sessionFile } from "../../pihole/session-file";
import { settingsFileOf, wayInOf } from "../../pihole/way-in";
import type { Paths } from "../../agent-paths";
import { syncExceptOf } from "../../sync/model/except";
import { keptStatesOf } from "../../sync/apply/kept-states";
import { askOwnAgent, type Print } from "../control";
import { accept } from "./accept";
import { adopt } from "./sync-adopt";
import { Agents } from "./sync-agents";
import { diff } from "./diff";
import { exportState } from "./sync-export";
import { restoreKeptState } from "./sync-restore";
import { showSettings } from "./show-settings";
import { showStates } from "./states";
import { showSync } from "./show-sync";

/** What `sync` can be told to do. */
export const syncActions = [
  "status",
  "accept",
  "states",
  "diff",
  "restore",
  "settings",
  "adopt",
  "export",
] as const;
export type SyncAction = (typeof syncActions)[number];

interface Words {
  readonly action: SyncAction;
  readonly kept: string | undefined;
  readonly json: boolean;
  readonly dryRun: boolean;
}

/** Does what `sync …` says. Resolves to the exit code. */
export async function sync(
  config: AgentConfig,
  paths: Paths,
  { action, kept: name, json, dryRun }: Words,
  print: Print,
): Promise<number> {
  const states = keptStatesOf(paths, config.node);
  const agents = (): Agents => new Agents(new ChannelKeys(readKeyFile(paths.channelKey)), config);
  switch (action) {
    case "status":
      return showSync(json, print, askOwnAgent, () => agents().details());
    case "accept":
      return accept(paths, print);
    case "states":
      return showStates(states, json, print);
    case "diff":
      return diff(agents(), states, askOwnAgent, { name, json }, print);
    case "restore":
      return restoreKeptState(agents(), states, askOwnAgent, name ?? "", print);
    case "settings":
      return showSettings(piholeOf(paths), syncExceptOf(paths)(), json, print);
    case "export":
      return exportState(agents(), print);
    case "adopt": {
      const removalShare = config.sync.maxRemovalPercent / 100;
      const input = () => wholeBody(process.stdin, longestFound);
      return adopt(agents(), askOwnAgent, { dryRun, removalShare }, input, print);
    }
  }
}

/** This node's own, with the agent's session: it has few. */
function piholeOf(paths: Paths): PiholeClient {
  return new PiholeClient(
    piholeWebPort,
    wayInOf(paths, settingsFileOf(paths)),
    sessionFile(paths.piholeSession),
  );
}
