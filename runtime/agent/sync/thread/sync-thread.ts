import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Log } from "../../../common/log";
import type { Aside } from "../model/aside";
import { briefOf } from "../model/brief";
import { hasNews, initialProgress, type SyncProgress } from "../sync-progress";
import type {
  ThreadAnswer,
  FromThread,
  ThreadQuestion,
  ThreadStart,
  ToThread,
  ThreadView,
} from "./thread-protocol";
import { errorText } from "../../../contract/error-text";

const againMs = 1_000;
/** 150,000 domains fit into it. Tables that are too large for it end the thread, and never the agent. */
const heapMb = 256;
/** A request to Pi-hole that has begun is waited for. */
const stopMs = 12_000;

export interface ThreadParts {
  /** The program that hosts the thread: see main.ts. */
  readonly program: string;
  readonly start: Omit<ThreadStart, "view">;
  readonly view: () => ThreadView;
  /** `progress` has a change, a failure or a refusal that it did not have before. */
  readonly onNews: () => void;
  /** The thread has restarted Pi-hole. */
  readonly restarted: () => void;
  readonly runEnded: () => void;
  readonly log: Log;
}

/** The thread that does sync's work, as the agent sees it. One that ends is begun again. */
export class SyncThread {
  private worker: Worker | undefined;
  private stopping = false;
  private stopped: () => void = () => undefined;
  private view = "";
  private followed: string | undefined;
  private trouble = "";
  private nextId = 1;
  private readonly asked = new Map<number, (answer: ThreadAnswer) => void>();

  progress: SyncProgress = initialProgress;
  published: { readonly revision: string; readonly aside: readonly Aside[] } = { revision: "", aside: [] };

  constructor(private readonly parts: ThreadParts) {}

  start(): void {
    const { program, start } = this.parts;
    const view = this.parts.view();
    this.view = JSON.stringify(view);
    const worker = new Worker(program, {
      workerData: { ...start, view } satisfies ThreadStart,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    worker.on("message", (message: FromThread) => this.hear(message));
    worker.on("error", (error: unknown) => {
      const words = errorText(error);
      this.parts.log("sync.thread.failed", { error: words });
      this.trouble = `sync has ended, and begins anew: ${words}`;
    });
    worker.once("exit", () => void this.ended());
    this.worker = worker;
    if (this.followed !== undefined) this.follow(this.followed);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const stopped = new Promise<void>((resolve) => (this.stopped = resolve));
    this.say({ kind: "stop" });
    const late = new AbortController();
    await Promise.race([stopped, delay(stopMs, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    await this.worker?.terminate();
  }

  /** Tells the thread how the cluster looks, if that is something else than before. */
  see(): void {
    const view = this.parts.view();
    const text = JSON.stringify(view);
    if (text === this.view) return;
    this.view = text;
    this.say({ kind: "view", view });
  }

  /** This node leads (""), follows another leader, or nobody (undefined). */
  follow(leader: string | undefined): void {
    this.followed = leader;
    const view = this.parts.view();
    this.view = JSON.stringify(view);
    if (leader !== "") this.published = { revision: "", aside: [] };
    this.say({ kind: "followed", leader, view });
  }

  say(message: ToThread, handedOver: ArrayBuffer[] = []): void {
    this.worker?.postMessage(message, handedOver);
  }

  /** Never rejects; 503 if the thread ends before it has answered. */
  ask(question: ThreadQuestion, gone?: AbortSignal): Promise<ThreadAnswer> {
    if (!this.worker) return Promise.resolve(this.unavailable());
    const id = this.nextId++;
    const leave = (): void => this.say({ kind: "gone", id });
    gone?.addEventListener("abort", leave);
    return new Promise<ThreadAnswer>((resolve) => {
      this.asked.set(id, resolve);
      this.say({ kind: "ask", id, question }, question.kind === "restore" ? [question.body.buffer] : []);
    }).finally(() => gone?.removeEventListener("abort", leave));
  }

  private hear(message: FromThread): void {
    switch (message.kind) {
      case "progress":
        return this.note(message.progress);
      case "published":
        this.published = message;
        return;
      case "answer":
        this.asked.get(message.id)?.(message.answer);
        this.asked.delete(message.id);
        return;
      case "restarted":
        return this.parts.restarted();
      case "run-ended":
        return this.parts.runEnded();
      case "log":
        return this.parts.log(message.event, message.fields);
      case "stopped":
        return this.stopped();
    }
  }

  private note(progress: SyncProgress): void {
    const before = this.progress;
    this.progress = progress;
    if (hasNews(before, progress)) this.parts.onNews();
  }

  private unavailable(): ThreadAnswer {
    const { node } = this.parts.start.config;
    const text = JSON.stringify({ node, error: "its sync is being started" });
    return { status: 503, bytes: new TextEncoder().encode(text) };
  }

  private async ended(): Promise<void> {
    for (const resolve of this.asked.values()) resolve(this.unavailable());
    this.asked.clear();
    this.worker = undefined;
    const { counts, lastChange, unshared } = this.progress;
    const [error, brief] = [this.trouble, briefOf(this.trouble)];
    this.note({ ...initialProgress, counts, lastChange, unshared, error, brief });
    this.published = { revision: "", aside: [] };
    this.stopped();
    if (this.stopping) return;
    await delay(againMs);
    if (!this.stopping) this.start();
  }
}
