import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { bootMs } from "../../common/boot-clock";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { readText } from "../../common/text-file";
import { watchOrPoll, type Watching } from "../../common/watch-or-poll";
import { historyFileSchema, type HistoryFile } from "../../contract/history";
import type { ChannelReply, ChannelRequest } from "../channel/channel-server";
import type { Paths } from "../agent-paths";
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
  private child: ChildProcess | undefined;
  private again: NodeJS.Timeout | undefined;
  private againMs: number;
  private startedAt = 0;
  private lastEnd = "";
  private limits: HistoryFile | undefined;
  private last: HistorySeen | undefined;

  constructor(private readonly parts: HistoryParts) {
    this.againMs = this.firstAgainMs();
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
    if (!this.limits || this.child) return this.limits && this.last;
    return { queries: 0, bytes: 0, trouble: { "its keeper": `ended ${this.lastEnd}` } };
  }

  /** Answers a peer that asks what is new; undefined for any other question. */
  routes({ method, path: at, query, gone }: ChannelRequest): Promise<ChannelReply> | undefined {
    if (`${method} ${at}` !== "GET /history" || !this.child) return undefined;
    return askHistory(this.parts.paths.historySocket, `/page?${query.toString()}`, gone).then(
      ({ status, text }) => ({ status, bytes: Buffer.from(text) }),
    );
  }

  private firstAgainMs = (): number => this.parts.againMs ?? again.firstMs;

  private take(): void {
    const text = readText(this.parts.paths.history);
    const { data, error } = historyFileSchema.safeParse(text === undefined ? undefined : parsed(text));
    if (text !== undefined && !data)
      return this.parts.log("history.config-refused", { error: error.message });
    this.limits = data;
    if (!data) return this.end();
    if (!this.child) this.begin();
    else this.tell(this.child, data);
  }

  private begin(): void {
    clearTimeout(this.again);
    if (!this.limits) return;
    const child = this.parts.start();
    this.child = child;
    this.startedAt = bootMs();
    this.parts.log("history.started", { pid: child.pid, ...this.limits });
    child.on("message", (message) => {
      if (child === this.child) this.last = historySeenSchema.safeParse(message).data ?? this.last;
    });
    let over = false;
    const ended = (how: string): void => {
      if (over) return;
      over = true;
      this.ended(child, how);
    };
    child.once("exit", (code, signal) => ended(signal ? `by ${signal}` : `with code ${code}`));
    child.on("error", (error) => ended(error.message));
    this.tell(child, this.limits);
  }

  private tell(child: ChildProcess, limits: HistoryFile): void {
    // What cannot be sent goes to a process that has ended: `exit` tells.
    child.send({ kind: "keep", limits } satisfies ToHistory, () => undefined);
  }

  private end(): void {
    clearTimeout(this.again);
    const { child } = this;
    this.child = undefined;
    this.last = undefined;
    // At once: one that closes its socket a moment later would take away that of the next. SQLite bears it.
    child?.kill("SIGKILL");
  }

  private ended(child: ChildProcess, how: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    this.last = undefined;
    this.lastEnd = how;
    this.parts.log("history.ended", { how });
    if (bootMs() - this.startedAt >= again.soonMs) this.againMs = this.firstAgainMs();
    this.again = setTimeout(() => this.begin(), this.againMs);
    this.againMs = Math.min(2 * this.againMs, again.longestMs);
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
