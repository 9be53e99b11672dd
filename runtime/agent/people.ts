import type { AgentConfig } from "../contract/agent-config";
import { channelPort, piholeWebPort } from "../contract/files";
import { ChannelClient } from "./channel/channel-client";
import type { ChannelKeys } from "./channel/channel-keys";
import type { EventDraft } from "./events/event-log";
import { LeaderEnd } from "./guard/carry/leader-end";
import { ToLeader } from "./guard/carry/to-leader";
import { clusterNow } from "./page/act/cluster-now";
import { ownCommand } from "./page/act/own-command";
import { Performer } from "./page/act/performer";
import type { Paths } from "./agent-paths";
import { leaderToFollow } from "./peers/agreement";
import { PiholeClient } from "./pihole/pihole-client";
import { sessionFile } from "./pihole/session-file";
import { settingsFileOf, wayInOf } from "./pihole/way-in";
import { status, type Snapshot } from "./snapshot";

/** Where this node answers for Pi-hole's web server. */
export const guardPort = 80;

export interface PeopleParts {
  readonly config: AgentConfig;
  readonly paths: Paths;
  readonly keys: ChannelKeys;
  readonly snapshot: () => Snapshot;
  readonly record: (event: EventDraft) => void;
  /** Reads this node's Pi-hole again for the followers; resolves to the state's revision. */
  readonly refresh: () => Promise<string>;
}

/** The agent's part in what people do at the page and at Pi-hole's: here, on a peer, and for a peer. */
export function forPeople({ config, paths, keys, snapshot, record, refresh }: PeopleParts) {
  // Of its own: what takes its time must not hold up what the agents ask each other twice a second.
  const channel = new ChannelClient(keys, config.node, channelPort);
  const wayIn = wayInOf(paths, settingsFileOf(paths));
  const throughGuard = new PiholeClient(guardPort, wayIn, { load: () => undefined, save: () => undefined });
  return {
    performer: new Performer({
      node: config.node,
      peers: config.peers,
      cluster: () => clusterNow(snapshot()),
      tools: {
        paths,
        ask: () => Promise.resolve(status(snapshot())),
        command: ownCommand,
        pihole: new PiholeClient(piholeWebPort, wayIn, sessionFile(paths.piholeSession)),
      },
      channel,
      record: ({ severity, text, by }) => record({ code: "by-hand", severity, text, by }),
    }),
    toLeader: new ToLeader(channel, () => leaderToFollow(snapshot().peers)),
    leaderEnd: new LeaderEnd({
      node: config.node,
      leads: () => snapshot().role === "leader",
      ask: (question) => throughGuard.text(question),
      refresh,
    }),
  };
}
