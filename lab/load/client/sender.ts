import dgram from "node:dgram";
import { monotonicMs } from "../../clock";
import {
  type Counts,
  lostMark,
  type DnsQuestion,
  type Questions,
  refusedMark,
  type Target,
  wrongMark,
} from "../stream-protocol";
import { Pace } from "./pace";
import { encodeQuery, faultOf } from "./wire";

/** A query without a right answer after this long is lost; the resolvers of clients wait for 2 to 5 s. */
const lossMs = 2_000;
/** A lost query is asked again, as a client's resolver does, up to this many times in all. */
const maxTries = 3;
const socketCount = 64;
/** Of this many queries one asks a cached name, the others a name that nobody asked before. */
const cachedEvery = 4;

/** Answers by which a server says that it cannot answer. */
const refusals = ["SERVFAIL", "REFUSED"];

interface Open {
  readonly sentAt: number;
  /** When it was sent for the first time, and how often it has been by now. */
  readonly firstSentAt: number;
  readonly tries: number;
  readonly uncached: 0 | 1;
  readonly question: DnsQuestion;
  readonly query: Buffer;
}

export interface SenderEvents {
  /** A query's first try is settled: when it was sent, and the round trip in ms or a mark of the protocol. */
  readonly settled: (sentAt: number, rtt: number, uncached: 0 | 1) => void;
  /** One that was lost at first has been asked again, and was answered rightly in the end or was not. */
  readonly retried: (firstSentAt: number, answered: boolean, uncached: 0 | 1) => void;
  readonly wrong: (name: string, why: string) => void;
}

/** Sends queries to one target at a steady rate from many source ports, and settles each. */
export class Sender {
  private readonly sockets: dgram.Socket[] = [];
  private readonly open = new Map<number, Open>();
  private timer: NodeJS.Timeout | undefined;
  private pace: Pace;
  private ids = 0;
  private sent = 0;
  private answered = 0;
  private lost = 0;
  private wrong = 0;
  readonly socketErrors: Record<string, number> = {};

  constructor(
    private readonly target: Target,
    private readonly questions: Questions,
    private readonly events: SenderEvents,
    private readonly now: () => number = monotonicMs,
  ) {
    this.pace = new Pace(target.qps, 0);
  }

  async start(): Promise<void> {
    for (let i = 0; i < socketCount; i++) this.sockets.push(await this.socket());
    this.pace = new Pace(this.target.qps, this.now());
    this.tick();
  }

  /** Sends no new query; resolves when each is settled, the lost ones after their last try. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.open.size > 0) {
      // As in a tick: what has arrived is read first.
      await new Promise((resolve) => setTimeout(() => setImmediate(resolve), 20));
      this.expire(this.now());
    }
    for (const socket of this.sockets) socket.close();
  }

  counts(): Counts {
    return { sent: this.sent, answered: this.answered, lost: this.lost, wrong: this.wrong };
  }

  lateness() {
    return this.pace.lateness();
  }

  /** Age of the oldest open query in milliseconds, 0 if there is none. */
  oldestOpenMs(): number {
    const [oldest] = this.open.values();
    return oldest ? this.now() - oldest.sentAt : 0;
  }

  /** The same, of queries for names that caches have. */
  oldestCachedOpenMs(): number {
    for (const { sentAt, uncached } of this.open.values()) if (!uncached) return this.now() - sentAt;
    return 0;
  }

  private async socket(): Promise<dgram.Socket> {
    const socket = dgram.createSocket(this.target.address.includes(":") ? "udp6" : "udp4");
    socket.on("error", (error: NodeJS.ErrnoException) => this.count(error));
    socket.on("message", (message) => this.receive(message));
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(this.target.port, this.target.address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    return socket;
  }

  private tick(): void {
    const due = this.pace.due(this.now());
    for (let i = 0; i < due; i++) this.send();
    // After the poll phase: what lies in the sockets' buffers is read before anything is called lost.
    setImmediate(() => this.expire(this.now()));
    this.timer = setTimeout(() => this.tick(), this.pace.untilNext(this.now()));
  }

  private send(): void {
    const i = this.sent++;
    const uncached = i % cachedEvery === 0 ? 0 : 1;
    const question = uncached
      ? this.questions.distinct(i)
      : this.questions.cached[(i / cachedEvery) % this.questions.cached.length]!;
    this.ask(question, uncached, 1);
  }

  private ask(question: DnsQuestion, uncached: 0 | 1, tries: number, firstSentAt?: number): void {
    do this.ids = (this.ids + 1) & 0xffff;
    while (this.open.has(this.ids));
    const query = encodeQuery(this.ids, question.name);
    const socket = this.sockets[this.ids % socketCount]!;
    const sentAt = this.now();
    this.open.set(this.ids, {
      sentAt,
      firstSentAt: firstSentAt ?? sentAt,
      tries,
      uncached,
      question,
      query,
    });
    socket.send(query, (error: NodeJS.ErrnoException | null) => {
      if (!error) return;
      this.count(error);
      // Linux hands an older query's ICMP error to the next send, and does not send: so this one has to go again.
      if (error.code === "ECONNREFUSED") socket.send(query, (again) => again && this.count(again));
    });
  }

  private receive(message: Buffer): void {
    const now = this.now();
    const id = message.length >= 2 ? message.readUInt16BE(0) : -1;
    const open = this.open.get(id);
    if (!open) return; // Late or twice: its query is settled.
    this.open.delete(id);
    const why = faultOf(message, open.query, open.question.address);
    if (why !== undefined) this.events.wrong(open.question.name, why);
    if (open.tries > 1) {
      this.events.retried(open.firstSentAt, why === undefined, open.uncached);
    } else if (why === undefined) {
      this.answered++;
      this.events.settled(open.sentAt, now - open.sentAt, open.uncached);
    } else {
      this.wrong++;
      this.events.settled(open.sentAt, refusals.includes(why) ? refusedMark : wrongMark, open.uncached);
    }
  }

  private expire(now: number): void {
    for (const [id, { sentAt, firstSentAt, tries, question, uncached }] of this.open) {
      if (now - sentAt < lossMs) return;
      this.open.delete(id);
      if (tries === 1) {
        this.lost++;
        this.events.settled(sentAt, lostMark, uncached);
      }
      if (tries < maxTries) this.ask(question, uncached, tries + 1, firstSentAt);
      else this.events.retried(firstSentAt, false, uncached);
    }
  }

  private count(error: NodeJS.ErrnoException): void {
    const code = error.code ?? error.message;
    this.socketErrors[code] = (this.socketErrors[code] ?? 0) + 1;
  }
}
