import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bootMs } from "../../common/boot-clock";
import type { Log } from "../../common/log";
import { replaceFile } from "../../common/text-file";
import { watchOrPoll, type Watching } from "../../common/watch-or-poll";
import type { DataConfig } from "../../contract/data-config";
import { Executor, type ExecutorParts } from "./executor";
import { writing, type Action, type KeeperInput, type KeeperState, type Result } from "./keeper-types";
import { nextKeeper } from "./transitions";
import { rulesOf } from "./keeper-rules";
import { KeeperStore } from "./keeper-store";
import { AgentFiles } from "./agent-files";
import { sightOf } from "./cluster-view";
import { stateOf } from "./keeper-state";
import { timing } from "./timing";
import { HostView } from "./host-view";
import { errorText } from "../../contract/error-text";

export interface KeeperPaths {
  /** What the agent tells, each at the first place where it is. */
  readonly dnsRole: readonly string[];
  readonly peersSeen: readonly string[];
  readonly state: string;
  /** The same as `state`, for the agent. */
  readonly told: string;
  readonly role: string;
  readonly keeper: string;
  readonly memory: string;
  readonly lock: string;
  readonly take: string;
  readonly leave: string;
}

const tickMs = 1_000;
const never = Number.MAX_SAFE_INTEGER;
/** ms. A stop cannot be ended: its own parts have deadlines. */
const deadlines: Readonly<Record<Action["kind"], number>> = {
  stop: never,
  claim: 15_000,
  release: 15_000,
  "take-over": 120_000,
  "hand-over": 30 * 60_000,
  serve: 310_000,
};
const abortMs = 2_000;
const serveFirstMs = 5_000;
const serveLongestMs = 300_000;

/** Whether what runs is to end, or the services. */
const stops = ({ doing }: KeeperState): boolean =>
  doing !== null && (doing.aborted || doing.action.kind === "stop");

/** Ties the decisions of transitions.ts to the host: what is seen goes in, what is decided is done and told. */
export class Keeper {
  private readonly rules;
  private readonly files: KeeperStore;
  private readonly seen: AgentFiles;
  private readonly views: HostView;
  private readonly actor: Executor;
  private keeper: KeeperState;
  private running: { readonly abort: AbortController; readonly timer: NodeJS.Timeout } | undefined;
  private result: Result | undefined;
  private timer: NodeJS.Timeout | undefined;
  private watchers: readonly Watching[] = [];
  /** What went wrong last, by the event that tells of it. */
  private readonly troubles = new Map<string, string>();
  private leaving = false;
  private serve = { notBefore: 0, waitMs: serveFirstMs };

  constructor(
    private readonly config: DataConfig,
    private readonly paths: KeeperPaths,
    private readonly parts: ExecutorParts,
    private readonly log: Log,
    /** Is called after each tick that has decided and acted. */
    private readonly alive: (now: number) => void = () => undefined,
    private readonly now: () => number = bootMs,
    private readonly wall: () => number = Date.now,
  ) {
    this.rules = rulesOf(config);
    this.files = new KeeperStore(paths);
    this.keeper = this.files.load(now());
    this.seen = new AgentFiles(
      { role: paths.dnsRole, peersSeen: paths.peersSeen },
      config.peers.map(({ name }) => name),
    );
    this.views = new HostView(parts, now);
    this.actor = new Executor(parts, this.rules.fenced, paths.lock, log);
  }

  start(): void {
    const { state, memory } = this.keeper;
    this.log("keeper.started", { state, epoch: memory.epoch });
    this.timer = setInterval(() => this.tick(), tickMs);
    const { dnsRole, peersSeen, take } = this.paths;
    const files = [...dnsRole, ...peersSeen, take];
    this.watchers = [...new Set(files.map((file) => path.dirname(file)))].map((folder) =>
      watchOrPoll({
        folder,
        matters: (file) => files.includes(path.join(folder, file)),
        onChange: () => this.tick(),
        onTrouble: (error) => this.log("watch.failed", { error: error.message }),
      }),
    );
    this.tick();
  }

  /** The host goes down: resolves when the data is let go here, and whoever it was handed to has it. */
  async leave(): Promise<void> {
    this.leaving = true;
    this.log("keeper.leaves", { state: this.keeper.state });
    for (this.tick(); !this.parted(); await sleep(tickMs / 4));
  }

  private parted(): boolean {
    const { state, quiet, doing, claimed, memory, releasedSince } = this.keeper;
    if (writing(state) || !quiet || doing || (this.rules.fenced && claimed)) return false;
    // As long as it is not taken up, those who are to take it up have to hear of it.
    return memory.released === null || this.now() - (releasedSince ?? this.now()) > timing.farewellMs;
  }

  /** What runs is ended; services and datasets stay as they are: the next keeper goes on from here. */
  stop(): void {
    clearInterval(this.timer);
    this.watchers.forEach((watcher) => watcher.stop());
    this.running?.abort.abort(new Error("the data keeper ends"));
    this.log("keeper.stopped", { state: this.keeper.state });
  }

  /** What is known, decided and told at this moment. */
  private tick(): void {
    try {
      const now = this.now();
      const input = this.input(now);
      const after = nextKeeper(this.keeper, input, now, this.rules);
      // A stop waits for no disk.
      if (stops(after)) {
        this.transition(after);
        this.act();
      }
      if (this.remembered(after)) {
        this.transition(after);
        if (this.published(now)) this.act();
        this.look(input, now);
      } else this.result = input.result;
      this.alive(now);
      this.troubles.delete("tick.failed");
    } catch (error) {
      this.complain("tick.failed", error);
    }
  }

  /** What goes wrong in each tick is told once. */
  private complain(event: string, cause: unknown): void {
    const error = errorText(cause);
    if (this.troubles.get(event) !== error) this.log(event, { error });
    this.troubles.set(event, error);
  }

  private input(now: number): KeeperInput {
    const { result } = this;
    this.result = undefined;
    const { roots, services, holding } = this.views;
    const down = services.some(({ state }) => state === "failed" || state === "stopped");
    if (!down) this.serve = { notBefore: 0, waitMs: serveFirstMs };
    const leaving = this.leaving || existsSync(this.paths.leave);
    return {
      ...this.seen.read(now),
      holding,
      roots,
      leaving,
      servicesDown: !leaving && down && now >= this.serve.notBefore,
      take: this.taken(),
      result,
      wall: this.wall(),
    };
  }

  private taken(): boolean {
    try {
      rmSync(this.paths.take);
      return true;
    } catch {
      return false; // There is none.
    }
  }

  /** A take-over that could not be remembered does not happen. */
  private remembered(after: KeeperState): boolean {
    try {
      this.files.remember(after);
      this.troubles.delete("memory.failed");
      return true;
    } catch (error) {
      this.complain("memory.failed", error);
      return !(after.state === "taking-over" && this.keeper.state !== "taking-over");
    }
  }

  private transition(after: KeeperState): void {
    const before = this.keeper;
    this.keeper = after;
    const { state, reason, memory } = after;
    if (state !== before.state || reason !== before.reason)
      this.log("state.changed", { from: before.state, to: state, reason, epoch: memory.epoch });
  }

  /** A full disk does not end the keeper; what it says gets old, and others take it for gone. */
  private published(now: number): boolean {
    try {
      this.tell(now);
      this.troubles.delete("state.failed");
      return true;
    } catch (error) {
      this.complain("state.failed", error);
      // Nobody has heard of its claim yet: the time for which others have to have heard of it begins again.
      this.keeper = { ...this.keeper, freeSince: null, entitledSince: null };
      return false;
    }
  }

  private tell(now: number): void {
    const { keeper, config, paths, views, parts } = this;
    this.files.save(keeper);
    const state = stateOf(config, keeper, views, parts.replicator.record(), now, this.wall());
    const text = `${JSON.stringify(state)}\n`;
    for (const file of [paths.state, paths.told]) replaceFile(file, text);
    replaceFile(paths.role, keeper.state === "holder" ? "holder" : "replica");
  }

  private act(): void {
    const { doing } = this.keeper;
    if (doing?.aborted) this.running?.abort.abort(new Error(this.keeper.reason));
    if (!doing || this.running) return;
    const { action } = doing;
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new Error(`not done after ${deadlines[action.kind] / 1000} s`)),
      Math.min(deadlines[action.kind], 2 ** 31 - 1),
    );
    const running = { abort, timer };
    this.running = running;
    this.log("action.started", { ...action });
    // What does not end when it is told to must not keep a stop waiting: it begins nothing more, and is let go.
    const ended = new Promise<Result>((resolve) => {
      abort.signal.addEventListener("abort", () => {
        setTimeout(() => resolve({ ok: false, error: String(abort.signal.reason) }), abortMs);
      });
      void this.actor.act(action, abort.signal).then(resolve);
    });
    void ended.then((result) => {
      clearTimeout(timer);
      this.running = undefined;
      this.result = result;
      if (action.kind === "serve") {
        const { waitMs } = this.serve;
        this.serve = { notBefore: this.now() + waitMs, waitMs: Math.min(serveLongestMs, waitMs * 2) };
      }
      this.log("action.ended", { ...action, ...result });
      this.views.outdated();
      this.tick();
    });
  }

  private look(input: KeeperInput, now: number): void {
    const { state, quiet } = this.keeper;
    const sight = sightOf(input, now, this.keeper.memory);
    const asks =
      this.rules.fenced && (writing(state) || state === "claiming" || state === "isolated" || !sight.free);
    const moves = sight.seen.some(
      ({ data }) => data.state === "handing-over" || data.released?.to === this.rules.node,
    );
    const still = this.running === undefined;
    this.views.look(
      {
        holding: asks ? tickMs : never,
        // What an action has changed is looked at even while the next one runs: that one may be there for nothing.
        roots: still || this.views.begunAt.roots < 0 ? (moves ? tickMs : 5_000) : never,
        services: quiet ? 10_000 : 5_000,
        kept: still ? 30_000 : never,
      },
      state === "claiming" ? "claimer" : writing(state) || state === "isolated" ? "writer" : "other",
    );
  }
}
