import path from "node:path";
import type { AgentConfig } from "../../contract/agent-config";
import type { Channel } from "../../contract/notify-config";
import { unboundPort } from "../../contract/names";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import { channelFiles } from "./channels";
import type { NotifyExchange } from "./notify-exchange";
import { Heartbeat } from "./heartbeat";
import { Home } from "./home";
import { LedgerFile } from "./ledger-file";
import type { Message } from "./alert-message";
import { knownSchema, Names } from "./kept-addresses";
import { Notifier, type ClusterSight } from "./notifier";
import type { NotifySeen } from "./notify-seen";
import { send } from "./request";
import { notifyRoutes } from "./routes";
import { tellNodes } from "./senders/mqtt";
import { deadlineOf, deliver } from "./senders/senders";

const usualEveryMs = 1_000;
const heartbeatMs = 10_000;
/** How long the agent's end waits for messages that are on their way. */
const endMs = 2_000;

export interface NotifyPorts {
  readonly unbound: number;
  readonly dns: number;
}

/** Alerts: reads the channels, watches what is wrong, tells people. */
export class Notifications {
  private readonly files;
  private readonly kept: LedgerFile;
  private readonly names: Names;
  private readonly notifier: Notifier;
  private readonly heartbeat: Heartbeat;
  private readonly home: Home;
  private timer: NodeJS.Timeout | undefined;
  /** Answers the agents' channel; undefined if a question is not for it. */
  readonly routes;

  constructor(
    config: Pick<AgentConfig, "node" | "unboundAddress" | "peers">,
    paths: Pick<Paths, "notify" | "notifySecrets" | "agentData">,
    private readonly options: {
      readonly cluster: () => ClusterSight;
      readonly settleMs: (code: string) => number;
      readonly spare: () => boolean;
      readonly log: Log;
      readonly ports?: NotifyPorts;
      /** ms since 1970 */
      readonly now?: () => number;
      readonly everyMs?: number;
    },
  ) {
    const { cluster, log, now = Date.now, ports = { unbound: unboundPort, dns: 53 } } = options;
    this.files = channelFiles(paths, () => this.tick(), log);
    this.kept = new LedgerFile(path.join(paths.agentData, "notify.json"), log);
    this.names = new Names({
      resolvers: [config, ...config.peers].map(({ unboundAddress }) => `${unboundAddress}:${ports.unbound}`),
      local: `127.0.0.1:${ports.dns}`,
      known: new JsonFile(path.join(paths.agentData, "notify-names.json"), knownSchema, 0o600),
      now,
    });
    this.notifier = new Notifier({
      node: config.node,
      channels: () => this.files.current(),
      cluster,
      settleMs: options.settleMs,
      deliver: (channel, message, deadlineMs) => this.deliver(channel, message, deadlineMs),
      ledger: this.kept,
      log,
      now,
    });
    this.heartbeat = new Heartbeat({
      url: () => this.files.current().heartbeatUrl,
      sight: () => ({ leads: cluster().leads, spare: options.spare() }),
      get: (url) => send({ url, method: "GET", headers: {}, body: "" }, this.way(heartbeatMs)),
      log,
      now,
    });
    this.home = new Home({
      node: config.node,
      cluster,
      tell: (channel, nodes) => tellNodes({ channel, ...this.to(channel, deadlineOf("mqtt")) }, nodes),
      log,
      now,
    });
    this.routes = notifyRoutes(config.node, this.notifier, () => this.heartbeat.seen());
  }

  start(): void {
    // A node that was deployed by an earlier version has no such folder, and no channels.
    if (!this.files.start()) this.options.log("notify.no-folder");
    this.timer = setInterval(() => this.tick(), this.options.everyMs ?? usualEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.files.stop();
    const late = new Promise<void>((resolve) => setTimeout(resolve, endMs).unref());
    await Promise.race([this.notifier.settled(), late]);
    await this.kept.settled();
  }

  /** What the peers are told. */
  exchange(): NotifyExchange {
    return this.notifier.exchange();
  }

  seen(): NotifySeen {
    return { channels: this.notifier.seen(), heartbeat: this.heartbeat.seen() };
  }

  private tick(): void {
    try {
      const { channels, heartbeatUrl } = this.files.current();
      if (channels.length > 0) this.notifier.tick();
      this.home.tick(channels);
      if (heartbeatUrl !== "") void this.heartbeat.tick();
    } catch (error) {
      // A mistake in here must not end the agent, which keeps DNS up.
      this.options.log("notify.failed", { error: error instanceof Error ? error.stack : "unknown" });
    }
  }

  private deliver(channel: Channel, message: Message, deadlineMs: number): Promise<void> {
    return deliver({ channel, message, ...this.to(channel, deadlineMs) });
  }

  private to(channel: Channel, deadlineMs: number) {
    const secrets = this.files.current().secrets[channel.name] ?? {};
    return { secrets, way: { ...this.way(deadlineMs), ca: channel.ca } };
  }

  private way(deadlineMs: number) {
    return { names: this.names, signal: AbortSignal.timeout(deadlineMs), now: Date.now };
  }
}
