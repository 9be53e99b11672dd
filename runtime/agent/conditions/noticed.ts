import type { AgentConfig } from "../../contract/agent-config";
import * as z from "zod";
import type { ChannelClient } from "../channel/channel-client";
import { eventSchema } from "../events/event";
import { EventLog } from "../events/event-log";
import { PeerEvents } from "../events/peer-events";
import { HostWatch } from "../host/host-watch";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import type { OwnFindings } from "../peers/own-report";
import type { Snapshot } from "../snapshot";
import type { Condition } from "./condition";
import { ConditionWatch } from "./condition-watch";
import { conditionKinds } from "./kinds";

const everyMs = 1_000;

/** What this node and its peers have noticed: conditions that last, and events that happened. */
export class Noticed {
  readonly events: EventLog;
  private readonly conditions: ConditionWatch;
  private readonly peerEvents: PeerEvents;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Pick<AgentConfig, "node">,
    paths: Paths,
    channel: Pick<ChannelClient, "ask">,
    log: Log,
    now: () => number,
    private readonly snapshot: () => Omit<Snapshot, "conditions">,
  ) {
    this.events = new EventLog(config.node, new JsonFile(paths.events, z.array(eventSchema)), log);
    const { agentData: disk, pageCertificate, vrrpScheduling, announcedResolvers } = paths;
    const places = {
      disk,
      mounts: "/proc/self/mountinfo",
      sys: "/sys",
      pageCertificate,
      vrrpScheduling,
      announcedResolvers,
    };
    this.conditions = new ConditionWatch(conditionKinds, new HostWatch(places, now), this.events);
    this.peerEvents = new PeerEvents(this.events, channel);
  }

  start(): void {
    const text = `the agent of ${this.config.node} has started`;
    this.events.record({ code: "agent-started", severity: "info", text });
    this.look();
    this.timer = setInterval(() => this.look(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.events.stop();
  }

  /** Looks now; it does so once a second by itself. */
  look(): void {
    const snapshot = this.snapshot();
    this.conditions.look(snapshot);
    this.peerEvents.look(snapshot.peers);
  }

  /** What this node tells its peers. */
  findings = (): OwnFindings => ({ conditions: this.conditions.own(), newestEvent: this.events.newest() });

  /** What this node and its peers have found, the worst first. */
  all = (): readonly Condition[] => this.conditions.all();
}
