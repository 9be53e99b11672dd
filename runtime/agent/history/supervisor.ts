import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { readText } from "../../common/text-file";
import { watchOrPoll, type Watching } from "../../common/watch-or-poll";
import { historyFileSchema, type HistoryFile } from "../../contract/history";
import type { ChannelReply, ChannelRequest } from "../channel/channel-server";
import type { Paths } from "../agent-paths";
import { KeptProcess } from "../kept-process";
import { askHistory } from "./ask-history";
import { historySeenSchema, type HistorySeen, type ToHistory } from "./protocol";

/** Of the process's objects. SQLite has some megabytes beside them. */
const heapMb = 64;
/** A process that ends soon after its start is started less and less often. */
const again = { firstMs: 2_000, longestMs: 300_000, soonMs: 60_000 } as const;

export interface HistoryParts {
  readonly paths: Pick<Paths, "history" | "historySocket">;
  readonly start: () => ChildProcess;
  readonly log: Log;
  /** How long after its end the process is started again, the first time; default 2,000. */
  readonly againMs?: number;
}

/** Keeps the process that keeps the history running, if the config wants one. A changed config is taken up at once. */
export class History {
  private watching: Watching | undefined;
  private readonly process: KeptProcess;
  private lastEnd = "";
  private limits: HistoryFile | undefined;
  private last: HistorySeen | undefined;

  constructor(private readonly parts: HistoryParts) {
    this.process = new KeptProcess({
      start: parts.start,
      again: { ...again, firstMs: parts.againMs ?? again.firstMs },
      onStart: (child) => {
        this.parts.log("history.started", { pid: child.pid, ...this.limits });
        this.tell(child);
      },
      onMessage: (message) => (this.last = historySeenSchema.safeParse(message).data ?? this.last),
      onEnd: (how) => {
        this.last = undefined;
        this.lastEnd = how;
        this.parts.log("history.ended", { how });
      },
    });
  }

  start(): void {
    const { history } = this.parts.paths;
    this.watching = watchOrPoll({
      folder: path.dirname(history),
      matters: (file) => file === path.basename(history),
      onChange: () => this.take(),
      onTrouble: (error) => this.parts.log("watch.failed", { error: error.message }),
    });
    this.take();
  }

  stop(): void {
    this.watching?.stop();
    this.limits = undefined;
    this.end();
  }

  /** Undefined if there is no history, or nothing is known of it yet. */
  seen(): HistorySeen | undefined {
    if (!this.limits || this.process.child) return this.limits && this.last;
    return { queries: 0, bytes: 0, trouble: { "its keeper": this.lastEnd } };
  }

  /** Answers a peer that asks what is new; undefined for any other question. */
  routes({ method, path: at, query, gone }: ChannelRequest): Promise<ChannelReply> | undefined {
    if (`${method} ${at}` !== "GET /history" || !this.process.child) return undefined;
    return askHistory(this.parts.paths.historySocket, `/page?${query.toString()}`, gone).then(
      ({ status, text }) => ({ status, bytes: Buffer.from(text) }),
    );
  }

  private take(): void {
    const text = readText(this.parts.paths.history);
    const { data, error } = historyFileSchema.safeParse(text === undefined ? undefined : parsed(text));
    if (text !== undefined && !data)
      return this.parts.log("history.config-refused", { error: error.message });
    this.limits = data;
    if (!data) return this.end();
    const { child } = this.process;
    if (child) this.tell(child);
    else this.process.start();
  }

  private tell(child: ChildProcess): void {
    if (!this.limits) return;
    // What cannot be sent goes to a process that has ended: `exit` tells.
    child.send({ kind: "keep", limits: this.limits } satisfies ToHistory, () => undefined);
  }

  private end(): void {
    this.last = undefined;
    // At once: one that closes its socket a moment later would take away that of the next. SQLite bears it.
    this.process.stop();
  }
}

/** Starts this very program as the keeper of the history, with a heap of its own. */
export const forkHistory = (): ChildProcess =>
  fork(process.argv[1]!, ["history-keeper"], {
    execArgv: [
      ...process.execArgv,
      `--max-old-space-size=${heapMb}`,
      "--disable-warning=ExperimentalWarning",
    ],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
