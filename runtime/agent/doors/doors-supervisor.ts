import { fork, type ChildProcess } from "node:child_process";
import type { ClusterEvent } from "../events/event";
import type { Carried, CarriedChange } from "../guard/carry/carried-change";
import type { Ended } from "../guard/session/ended";
import type { Log } from "../../common/log";
import type { ActionAnswer, ActionRequest } from "../page/act/act-message";
import type { ClusterSums } from "../page/sums/node-sums";
import type { Snapshot } from "../snapshot";
import type { DoorsSeen } from "./doors-seen";
import { bootMs } from "../../common/boot-clock";
import { KeptProcess } from "../kept-process";
import { fromDoorsSchema, type Ports, type ToDoors } from "./doors-protocol";

/** Of the doors' objects. Buffers come on top: the guard bounds them itself. */
const heapMb = 96;
/** What changes in between is pushed at once. */
const pushEveryMs = 1_000;
/** A process that has taken in no snapshot for so long is ended; a small host takes seconds to start one. */
const hungMs = 15_000;
/** Doors that end soon after their start are started less and less often. */
const again = { firstMs: 1_000, longestMs: 30_000, soonMs: 30_000 } as const;

export interface DoorsParts {
  readonly start: () => ChildProcess;
  readonly ports: Ports;
  readonly snapshot: () => Snapshot;
  /** What happened lately; the same list as long as nothing new has. */
  readonly events: () => readonly ClusterEvent[];
  /** What all nodes have answered; the same object as long as there is nothing new. */
  readonly sums: () => ClusterSums | undefined;
  readonly restartsLater: () => boolean;
  /** People's sessions that were ended before their time. */
  readonly ended: () => Ended;
  /** More of them, from here. */
  readonly onEnded: (ended: Ended) => void;
  /** A person wants something done; resolves to what is said to that person. Never rejects. */
  readonly perform: (wanted: ActionRequest) => Promise<ActionAnswer>;
  /** Has the leader make a change; resolves to why not if it does not. Never rejects. */
  readonly carry: (change: CarriedChange) => Promise<Carried | string>;
  readonly log: Log;
  readonly now?: () => number;
  /** How long after their end they are started again, the first time; default 1,000. */
  readonly againMs?: number;
}

/** Keeps the doors' process running, and tells it what the agent knows. */
export class Doors {
  private readonly process: KeptProcess;
  private timer: NodeJS.Timeout | undefined;
  private starts = 0;
  private lastEnd = "";
  private heardAt = 0;
  private flooding: string | undefined;
  private sending = false;
  private pushWanted = false;
  private eventsTold: readonly ClusterEvent[] | undefined;
  private sumsTold: ClusterSums | undefined;
  private readonly now;

  constructor(private readonly parts: DoorsParts) {
    this.now = parts.now ?? bootMs;
    this.process = new KeptProcess({
      start: parts.start,
      again: { ...again, firstMs: parts.againMs ?? again.firstMs },
      onStart: (child) => this.opened(child),
      onMessage: (message, child) => this.hear(child, message),
      onEnd: (how) => {
        this.flooding = undefined;
        this.lastEnd = how;
        this.parts.log("doors.ended", { how });
      },
      now: this.now,
    });
  }

  start(): void {
    this.process.start();
    this.timer = setInterval(() => {
      this.endHung();
      this.push();
    }, pushEveryMs);
  }

  /** Closes the doors at once. */
  stop(): void {
    clearInterval(this.timer);
    this.process.stop();
  }

  seen(): DoorsSeen {
    const { starts, lastEnd, flooding } = this;
    return flooding === undefined ? { starts, lastEnd } : { starts, lastEnd, flooding };
  }

  /** Tells the doors what is known now. While one message is under way, there is at most one more. */
  push(): void {
    if (this.process.child === undefined) return;
    this.pushWanted = this.sending;
    if (this.sending) return;
    this.sending = true;
    this.pushEvents();
    this.pushSums();
    const { snapshot, restartsLater } = this.parts;
    const doors = this.seen();
    this.send(
      {
        kind: "snapshot",
        snapshot: { ...snapshot(), doors },
        restartsLater: restartsLater(),
        at: this.now(),
      },
      () => {
        this.sending = false;
        if (this.pushWanted) this.push();
      },
    );
  }

  private pushEvents(): void {
    const events = this.parts.events();
    if (events === this.eventsTold) return;
    this.eventsTold = events;
    this.send({ kind: "events", events });
  }

  private pushSums(): void {
    const sums = this.parts.sums();
    if (sums === this.sumsTold) return;
    this.sumsTold = sums;
    this.send({ kind: "sums", sums });
  }

  /** Sessions were ended on another node. */
  tellEnded(ended: Ended): void {
    this.send({ kind: "ended", ended });
  }

  private opened({ pid }: ChildProcess): void {
    this.starts++;
    this.heardAt = this.now();
    this.sending = false;
    this.eventsTold = undefined;
    this.sumsTold = undefined;
    this.parts.log("doors.started", { pid, starts: this.starts });
    this.send({ kind: "begin", ports: this.parts.ports, ended: this.parts.ended() });
    this.push();
  }

  private endHung(): void {
    if (this.process.child === undefined || this.now() - this.heardAt < hungMs) return;
    this.parts.log("doors.hung", { ms: this.now() - this.heardAt });
    this.process.restart(`hung for ${hungMs / 1000} s`);
  }

  private hear(child: ChildProcess, message: unknown): void {
    const { data } = fromDoorsSchema.safeParse(message);
    if (data?.kind === "heard") {
      this.heardAt = this.now();
      this.flooding = data.flooding;
    }
    if (data?.kind === "ended") this.parts.onEnded(data.ended);
    if (data?.kind === "wanted") void this.perform(child, data.id, data.wanted);
    if (data?.kind === "carry") void this.carry(child, data.id, data.change);
  }

  private async perform(child: ChildProcess, id: number, wanted: ActionRequest): Promise<void> {
    const said = await this.parts.perform(wanted);
    // The ids of another process are others.
    if (child === this.process.child) this.send({ kind: "said", id, said });
  }

  private async carry(child: ChildProcess, id: number, change: CarriedChange): Promise<void> {
    const carried = await this.parts.carry(change);
    if (child === this.process.child) this.send({ kind: "carried", id, carried });
  }

  private send(message: ToDoors, sent: () => void = () => undefined): void {
    const { child } = this.process;
    if (!child?.connected) return sent();
    // What cannot be sent goes to a process that has ended or is about to: `exit` tells.
    child.send(message, () => {
      if (child === this.process.child) sent();
    });
  }
}

/** Starts this very program as the doors, with a heap of its own. */
export const forkDoors = (): ChildProcess =>
  fork(process.argv[1]!, ["doors"], {
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMb}`],
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
