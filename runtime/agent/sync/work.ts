import { rmSync } from "node:fs";
import path from "node:path";
import type { AgentConfig } from "../../contract/agent-config";
import { ChannelClient } from "../channel/channel-client";
import type { ChannelKeys } from "../channel/channel-keys";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import { PiholeClient } from "../pihole/pihole-client";
import { sessionFile } from "../pihole/session-file";
import { settingsFileOf, wayInOf } from "../pihole/way-in";
import { DnsClient } from "../probe/dns-client";
import { readText, replaceFile } from "../../common/text-file";
import { aboutStates } from "./leader/about-states";
import type { Aside } from "./model/aside";
import { BlockingTimer } from "./apply/blocking-timer";
import { deadlineSchema } from "./apply/blocking-deadline";
import { syncExceptOf } from "./model/except";
import { FolderWatch } from "./leader/folder-watch";
import { Follower } from "./follower/follower";
import { GravityRecord } from "./follower/gravity-record";
import { keptStatesOf } from "./apply/kept-states";
import { LeaderChannel, type AboutReply } from "./leader/leader-channel";
import { OwnPihole } from "./apply/own-pihole";
import type { SyncProgress } from "./sync-progress";
import { Publisher } from "./leader/publisher";
import { SharedMark, sharedSchema } from "./leader/shared-mark";
import { RemovalWindow, snapshotsSchema } from "./plan/removal-window";
import { restoreState } from "./apply/restore-state";
import { StartTimes, startTimesSchema } from "./apply/start-times";
import type { ThreadQuestion, ThreadStart, ThreadView } from "./thread/thread-protocol";

const dnsDeadlineMs = 1_000;

/** Whom the work tells what; all of it may come at any time. */
export interface WorkEvents {
  readonly progress: (progress: SyncProgress) => void;
  readonly published: (revision: string, aside: readonly Aside[]) => void;
  readonly restarted: () => void;
  readonly runEnded: () => void;
  readonly log: Log;
}

export interface WorkParts {
  readonly config: AgentConfig;
  readonly paths: Paths;
  readonly keys: ChannelKeys;
  readonly ports: ThreadStart["ports"];
  readonly view: ThreadView;
  readonly events: WorkEvents;
  readonly now: () => number;
}

/**
 * All of sync that handles whole states: it reads, compares, plans, keeps, tells and applies them. With 100,000 rows
 * each of these takes seconds on a small host, so it runs in a thread of its own.
 */
export class SyncWork {
  private view: ThreadView;
  private readonly folder: FolderWatch;
  private readonly own: OwnPihole;
  private readonly publisher: Publisher;
  private readonly follower: Follower;
  private readonly dns = new DnsClient("127.0.0.1", 53);
  private readonly about: (question: ThreadQuestion, gone: AbortSignal) => Promise<AboutReply>;
  /** Ends what may only be done under one and the same leader. */
  private leadership = new AbortController();

  constructor({ config, paths, keys, ports, view, events, now }: WorkParts) {
    this.view = view;
    const settingsFile = settingsFileOf(paths);
    const pihole = new PiholeClient(
      ports.web,
      wayInOf(paths, settingsFile),
      sessionFile(paths.piholeSession),
    );
    const record = new GravityRecord(path.join(paths.agentData, "gravity.json"), config.node);
    const { log } = events;
    this.folder = new FolderWatch(
      paths.pihole,
      () => undefined,
      () => undefined,
    );
    const deadline = new JsonFile(
      path.join(paths.agentData, "blocking-deadline.json"),
      deadlineSchema,
      0o644,
      true,
    );
    this.own = new OwnPihole(pihole, this.folder, record, {
      settingsFile,
      refused: () => this.view.refused,
      timer: new BlockingTimer(pihole, deadline, log),
      except: syncExceptOf(paths),
    });
    const sharedFile = path.join(paths.agentData, "shared-state.json");
    const shared = new SharedMark(new JsonFile(sharedFile, sharedSchema, 0o600, true), log);
    const onRead = () => events.published(this.publisher.revision(), this.publisher.aside());
    this.publisher = new Publisher(this.own, config.node, onRead, shared);
    const leads = () => this.view.role === "leader";
    const applying = {
      pihole,
      own: this.own,
      folder: {
        gravityRuns: () => this.folder.gravityRuns(),
        runEnded: () => {
          this.folder.runEnded();
          events.runEnded();
        },
      },
      record,
      kept: keptStatesOf(paths, config.node),
      window: new RemovalWindow(
        new JsonFile(path.join(paths.agentData, "removals.json"), snapshotsSchema, 0o600),
      ),
      shared,
      removalShare: config.sync.maxRemovalPercent / 100,
      answers: async () => (await this.dns.ask(config.ownName, dnsDeadlineMs)).kind === "ok",
      restartContainer: (wanted: boolean) =>
        wanted ? replaceFile(paths.restartPihole, "") : rmSync(paths.restartPihole, { force: true }),
      starts: new StartTimes(
        new JsonFile(path.join(paths.agentData, "pihole-start-times.json"), startTimesSchema),
      ),
      follows: () => !leads() && this.view.leader !== undefined,
      restartForbidden: () => {
        if (leads()) return "this node leads";
        return this.view.otherServes ? "" : "no other node answers";
      },
      restarted: events.restarted,
      log,
    };
    this.follower = new Follower({
      ...applying,
      leader: new LeaderChannel(
        new ChannelClient(keys, config.node, ports.channel),
        () => this.view.leaderAddress,
      ),
      accepted: () => readText(paths.acceptedRemoval)?.trim(),
      now,
      told: events.progress,
    });
    this.about = aboutStates({
      node: config.node,
      leads,
      publisher: this.publisher,
      own: this.own,
      restore: (kept) => restoreState(applying, kept, this.leadership.signal),
    });
  }

  start(): void {
    this.follower.start();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.leadership.abort();
    await this.follower.stop();
    this.dns.close();
  }

  see(view: ThreadView): void {
    this.view = view;
  }

  /** This node leads (""), follows another leader, or nobody (undefined). */
  followed(leader: string | undefined): void {
    this.leadership.abort();
    this.leadership = new AbortController();
    this.follower.forget(Boolean(leader));
    if (leader !== "") this.publisher.forget();
  }

  /** Something has changed here, or a person has accepted a removal. */
  wake(): void {
    this.follower.wake();
  }

  distrust(): void {
    this.follower.distrust();
  }

  runEnded(): void {
    this.folder.runEnded();
  }

  /** Never rejects: what fails is 4xx or 5xx with its words. */
  ask(question: ThreadQuestion, gone: AbortSignal): Promise<AboutReply> {
    return this.about(question, gone);
  }
}
