import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { AgentConfig } from "../../contract/agent-config";
import { channelPort, piholeWebPort } from "../../contract/files";
import { Blocking, type BlockingSeen } from "../blocking/blocking";
import type { ChannelKeys } from "../channel/channel-keys";
import type { ClusterEvent } from "../events/event";
import type { Ended } from "../guard/session/ended";
import { ChannelServer, type ChannelReply, type ChannelRequest } from "../channel/channel-server";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import { PiholeClient } from "../pihole/pihole-client";
import { sessionFile } from "../pihole/session-file";
import { settingsFileOf, wayInOf } from "../pihole/way-in";
import { DnsClient } from "../probe/dns-client";
import type { Role } from "../role";
import { readText, replaceFile } from "../../common/text-file";
import { refusedSchema } from "../taken-back/refused";
import { goodSchema, SettingsWatch } from "../taken-back/settings-watch";
import { channelRoutes } from "./leader/channel-routes";
import { DnsmasqFiles } from "./apply/dnsmasq-files";
import { FolderWatch } from "./leader/folder-watch";
import { keptStatesOf } from "./apply/kept-states";
import { OrderlyRestart, startSchema } from "./apply/orderly-restart";
import { behind, type SyncProgress } from "./sync-progress";
import { Proven, provenSchema } from "./follower/proven";
import { restartKeys } from "./read/restart-settings";
import { uptime } from "./apply/restart-watch";
import { syncDetails } from "./sync-status";
import { StartTimes, startTimesSchema } from "./apply/start-times";
import { SyncThread } from "./thread/sync-thread";

/** The leader reads its Pi-hole again this often, for a change that its folder's watch has missed. */
const refreshEveryMs = 60_000;
const dnsDeadlineMs = 1_000;
const settleMs = 1_500;
const untilToldMs = 2_000;

/** What sync needs to know of the cluster, and is told by the agent. */
export interface SyncCluster {
  /** What this node tells a peer about itself. */
  readonly report: () => unknown;
  /** This node's own events after an id. */
  readonly events: (after: number) => readonly ClusterEvent[];
  /** What this node's Pi-hole has answered; undefined until that is known. */
  readonly sums: () => unknown;
  /** What other parts of the agent answer on the channel; undefined if a question is none of theirs. */
  readonly more?: (request: ChannelRequest) => Promise<ChannelReply | undefined>;
  readonly role: () => Role;
  /** A peer that leads and can be followed, by name. */
  readonly leader: () => string | undefined;
  /**
   * The address at which the leader is asked: the VIP, which the present leader has, whatever was heard last. While the
   * config changes to another VIP, a leader that does not know it yet is asked at its own address.
   */
  readonly leaderAddress: () => string;
  /** Sync has a new change, failure or refusal to show. */
  readonly onNews: () => void;
  /** This node's own DNS answers, as the probes say. */
  readonly healthy: () => boolean;
  /** Another node that leads or could take over answers. */
  readonly otherServes: () => boolean;
  /** When this node's own DNS answered last, on the agent's clock. */
  readonly answeredAt: () => number | undefined;
  /** Every peer that is ready has been equal to this state of this node's, and there is one. */
  readonly followersHave: (revision: string) => boolean;
}

/** What people do on another node, and this one hears of on the channel. */
export interface PeopleElsewhere {
  /** Their sessions were ended. */
  readonly ended?: (ended: Ended) => void;
  /** They want something done here. */
  readonly act?: (body: unknown) => Promise<ChannelReply>;
  /** They want a change made to the lists or settings, and this node leads. */
  readonly change?: (body: unknown) => Promise<ChannelReply>;
}

/** Lists and settings: told to the followers while this node leads, and taken from the leader while it does not. */
export class Sync {
  /** This node's own, with the session of the agent's main thread. */
  readonly pihole: Pick<PiholeClient, "ask">;
  private readonly folder: FolderWatch;
  private readonly thread: SyncThread;
  private readonly channel: ChannelServer;
  private readonly dns: DnsClient;
  private timer: NodeJS.Timeout | undefined;
  private untilTold: NodeJS.Timeout | undefined;
  private settled: NodeJS.Timeout | undefined;
  private followed: string | undefined;
  private readonly restarts: OrderlyRestart;
  private readonly settings: SettingsWatch;
  private readonly blocks: Blocking;
  private readonly equal: Proven;
  private readonly dnsmasq: DnsmasqFiles;
  private readonly ended = new AbortController();

  constructor(
    private readonly config: AgentConfig,
    private readonly paths: Paths,
    private readonly cluster: SyncCluster,
    keys: ChannelKeys,
    private readonly log: Log,
    private readonly now: () => number,
    /** The program that hosts the sync thread. */
    threadProgram: string,
    people: PeopleElsewhere = {},
  ) {
    const { node } = config;
    const settingsFile = settingsFileOf(paths);
    const pihole = new PiholeClient(
      piholeWebPort,
      wayInOf(paths, settingsFile),
      sessionFile(paths.piholeSession),
    );
    this.pihole = pihole;
    this.folder = new FolderWatch(
      paths.pihole,
      () => this.changed(),
      (error) => log("watch.failed", { error: error.message }),
    );
    this.equal = new Proven(new JsonFile(path.join(paths.agentData, "equal.json"), provenSchema), log, now);
    const never = new AbortController().signal;
    this.settings = new SettingsWatch({
      file: path.join(paths.pihole, "pihole.toml"),
      good: new JsonFile(path.join(paths.agentData, "good-settings.json"), goodSchema, 0o600),
      refused: new JsonFile(path.join(paths.agentData, "refused-settings.json"), refusedSchema, 0o600),
      image: config.images.pihole,
      answeredAt: cluster.answeredAt,
      starts: () => Number(readText(paths.piholeStarts) ?? 0),
      uptime: () => uptime(pihole, never),
      startKeys: async () =>
        restartKeys((await pihole.ask({ method: "GET", path: "/api/config?detailed=true" })).body),
      replace: (toml, aside) => replaceFile(paths.replaceSettings, `${aside}\n${toml}`, 0o600),
      withdraw: () => {
        const isThere = existsSync(paths.replaceSettings);
        rmSync(paths.replaceSettings, { force: true });
        return isThere;
      },
      log,
      now,
    });
    this.dns = new DnsClient("127.0.0.1", 53);
    const shared = {
      answers: async () => (await this.dns.ask(config.ownName, dnsDeadlineMs)).kind === "ok",
      restartContainer: (wanted: boolean) =>
        wanted ? replaceFile(paths.restartPihole, "") : rmSync(paths.restartPihole, { force: true }),
      starts: new StartTimes(
        new JsonFile(path.join(paths.agentData, "pihole-start-times.json"), startTimesSchema),
      ),
      otherServes: cluster.otherServes,
      log,
    };
    const leads = () => cluster.role() === "leader";
    this.dnsmasq = new DnsmasqFiles(paths.dnsmasq, paths.dnsmasqInForce);
    this.restarts = new OrderlyRestart({
      ...shared,
      pihole,
      leads,
      start: new JsonFile(path.join(paths.agentData, "pihole-start.json"), startSchema),
      files: this.dnsmasq,
      followersEqual: () => {
        const { revision } = this.thread.published;
        return revision !== "" && cluster.followersHave(revision);
      },
      drain: (wanted) =>
        wanted ? replaceFile(paths.drainSettings, "") : rmSync(paths.drainSettings, { force: true }),
    });
    this.thread = new SyncThread({
      program: threadProgram,
      start: {
        thread: "sync",
        config,
        paths,
        keys: { ...keys.secrets(), peers: config.peers.map(({ podAddress }) => podAddress) },
        ports: { web: piholeWebPort, channel: channelPort },
        origin: performance.timeOrigin + performance.now() - now(),
      },
      view: () => ({
        role: cluster.role(),
        leader: cluster.leader(),
        leaderAddress: cluster.leaderAddress(),
        otherServes: cluster.otherServes(),
        refused: this.settings.values(),
      }),
      onNews: cluster.onNews,
      restarted: () => void this.restarts.look(this.ended.signal),
      runEnded: () => this.folder.runEnded(),
      log,
    });
    this.blocks = new Blocking({
      ...shared,
      pihole,
      folder: {
        gravityRuns: () => this.folder.gravityRuns(),
        runEnded: () => {
          this.folder.runEnded();
          this.thread.say({ kind: "run-ended" });
        },
      },
      config,
      paths,
      leads,
      dns: this.dns,
      healthy: cluster.healthy,
      now,
    });
    const routes = channelRoutes({
      node,
      leads,
      report: cluster.report,
      events: cluster.events,
      sums: cluster.sums,
      details: () => syncDetails(node, this.seen()),
      heardEnded: (ended) => people.ended?.(ended),
      act: people.act,
      change: people.change,
      more: cluster.more,
      about: (question, gone) => this.thread.ask(question, gone),
    });
    this.channel = new ChannelServer(
      keys,
      routes,
      undefined,
      config.peers.map(({ podAddress }) => podAddress),
    );
  }

  /** Rejects if the channel's port is taken. */
  async start(): Promise<void> {
    // An agent that died in the midst of a restart has left it; this one begins again.
    rmSync(this.paths.drainSettings, { force: true });
    keptStatesOf(this.paths, this.config.node).close();
    this.folder.start();
    this.dnsmasq.start(
      () => void this.restarts.look(this.ended.signal),
      (error) => this.log("watch.failed", { error: error.message }),
    );
    await this.channel.start(channelPort);
    this.thread.start();
    this.settings.start();
    this.blocks.start();
    this.timer = setInterval(() => {
      if (this.cluster.role() === "leader") void this.thread.ask({ kind: "refresh" });
      // A round restarts Pi-hole by itself, and what it has just written would seem to wait for another restart.
      if (this.thread.progress.doing === "waiting") void this.restarts.look(this.ended.signal);
    }, refreshEveryMs);
    void this.restarts.look(this.ended.signal);
    // A deployment waits to be told what Pi-hole runs with, and Pi-hole may not be up yet.
    this.untilTold = setInterval(() => {
      if (this.dnsmasq.told) clearInterval(this.untilTold);
      else void this.restarts.look(this.ended.signal);
    }, untilToldMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    clearInterval(this.untilTold);
    clearTimeout(this.settled);
    this.ended.abort();
    this.folder.stop();
    this.settings.stop();
    this.dnsmasq.stop();
    this.channel.stop();
    await Promise.all([this.thread.stop(), this.blocks.stop()]);
    this.dns.close();
  }

  /** This node's role or its leader may have changed. */
  look(): void {
    this.equal.look(this.cluster.role() === "leader", this.thread.progress.equalAt !== undefined);
    const followed = this.cluster.role() === "leader" ? "" : this.cluster.leader();
    if (followed === this.followed) return this.thread.see();
    this.followed = followed;
    this.thread.follow(followed);
    // Its Pi-hole may have started again meanwhile.
    if (followed === "") this.lookAsLeader();
  }

  /** A person has accepted a removal. */
  accepted(): void {
    this.thread.say({ kind: "wake" });
  }

  /** Pi-hole did not answer for a while: it may have started again, and without what it had. */
  distrust(): void {
    this.thread.say({ kind: "distrust" });
    this.blocks.forget();
  }

  /** Reads this node's Pi-hole again for the followers; resolves to the state's revision. */
  async refreshed(): Promise<string> {
    await this.thread.ask({ kind: "refresh" });
    return this.thread.published.revision;
  }

  /** Whether this node's Pi-hole blocks what its lists say. */
  blocking(): BlockingSeen {
    return this.blocks.seen();
  }

  /** Why this node may not have what the leader has; empty if it has, or if nobody has more. */
  behind(): string {
    return behind(this.thread.progress, {
      leader: this.cluster.leader(),
      now: this.now(),
      staleAfterMs: this.config.sync.staleAfterSeconds * 1000,
    });
  }

  /** Whether this node once had what the cluster has, as far as its disk knows. */
  proven(): boolean {
    return this.equal.is();
  }

  seen(): SyncProgress {
    const followed = this.thread.progress;
    const leads = this.cluster.role() === "leader";
    const aside = leads ? { here: [], leader: this.thread.published.aside } : followed.aside;
    const progress = { ...followed, aside };
    const waits = this.restarts.waits() || this.settings.words();
    return { ...progress, error: progress.error || waits, brief: progress.brief || waits };
  }

  /** Pi-hole sees a new gravity up to a second after its folder does, so there is a second look. */
  private changed(): void {
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.lookAtPihole(), settleMs);
    this.lookAtPihole();
  }

  private lookAtPihole(): void {
    if (this.cluster.role() !== "leader") return this.thread.say({ kind: "wake" });
    this.lookAsLeader();
  }

  private lookAsLeader(): void {
    void this.thread.ask({ kind: "refresh" }).then(() => this.restarts.look(this.ended.signal));
  }
}
