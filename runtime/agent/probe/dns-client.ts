import dgram from "node:dgram";
import { randomInt } from "node:crypto";
import { encodeQuestion } from "../resolver/question";
import { judgeAnswer, type ProbeOutcome } from "./outcome";

/** What came back: a message, or why none did. */
export type DnsReply =
  { readonly kind: "message"; readonly message: Buffer; readonly latencyMs: number } | ProbeOutcome;

interface Pending {
  readonly sentAt: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (reply: DnsReply) => void;
}

/** What an answer comes to. */
type Judge = (message: Buffer) => Omit<ProbeOutcome, "latencyMs">;

/** A deadline that is noticed later than this after its time was missed by this process, not by DNS. */
const stallMs = 150;

/**
 * Asks one DNS server over a connected UDP socket, so that the kernel hands us ICMP errors: a server that is not
 * there shows as `refused` at once instead of after the deadline. Any number of questions may be under way.
 */
export class DnsClient {
  private socket: dgram.Socket | undefined;
  private connected: Promise<string> | undefined;
  private readonly pending = new Map<number, Pending>();
  private last:
    { readonly name: string; readonly body: Buffer; readonly verdict: ReturnType<Judge> } | undefined;

  /** `localPort` is the port that it asks from, where a packet filter is to know its answers. */
  constructor(
    private readonly address: string,
    private readonly port: number,
    private readonly localPort?: number,
  ) {}

  /** Asks for `name` A. Never rejects: whatever happens within `deadlineMs` is an outcome. */
  async ask(
    name: string,
    deadlineMs: number,
    judge: Judge = (message) => this.judged(message, name),
  ): Promise<ProbeOutcome> {
    const reply = await this.exchange((id) => encodeQuestion(id, name), deadlineMs);
    if (reply.kind !== "message") return reply;
    return { ...judge(reply.message), latencyMs: reply.latencyMs };
  }

  /** Answers to the same question are the same for days, but for their ids. */
  private judged(message: Buffer, name: string): Omit<ProbeOutcome, "latencyMs"> {
    const body = message.subarray(2);
    if (this.last?.name !== name || !this.last.body.equals(body))
      this.last = { name, body, verdict: judgeAnswer(message, name) };
    return this.last.verdict;
  }

  /** Sends the query that `encode` makes for an id. Never rejects: whatever happens within `deadlineMs` is a reply. */
  async exchange(encode: (id: number) => Buffer, deadlineMs: number): Promise<DnsReply> {
    const trouble = await this.connect();
    if (trouble) return { kind: "no-data", detail: trouble, latencyMs: 0 };
    return new Promise((resolve) => {
      const id = this.freeId();
      const sentAt = performance.now();
      const timer = setTimeout(() => this.expire(id, deadlineMs), deadlineMs);
      this.pending.set(id, { sentAt, timer, resolve });
      this.socket?.send(encode(id), (error) => {
        if (error) this.fail(id, error);
      });
    });
  }

  /** Closes the socket; questions under way end as `no-data`. */
  close(): void {
    for (const id of [...this.pending.keys()]) this.settle(id, "no-data", "closed");
    this.socket?.close();
    this.socket = undefined;
    this.connected = undefined;
  }

  /** Opens the socket once. Resolves to an error's text, or to "" (connecting UDP asks nobody, so needs no deadline). */
  private connect(): Promise<string> {
    this.connected ??= new Promise((resolve) => {
      const socket = dgram.createSocket(this.address.includes(":") ? "udp6" : "udp4");
      this.socket = socket;
      socket.on("error", (error) => {
        for (const id of [...this.pending.keys()]) this.fail(id, error);
      });
      socket.on("message", (message) => {
        if (message.length < 12) return;
        const id = message.readUInt16BE(0);
        this.end(id, (latencyMs) => ({ kind: "message", message, latencyMs }));
      });
      const connect = () =>
        socket.connect(this.port, this.address, ((error?: Error) => {
          if (error) this.close();
          resolve(error?.message ?? "");
        }) as () => void);
      if (this.localPort === undefined) return connect();
      // Another process may have the port for a moment; the next question tries again.
      const taken = (error: Error): void => {
        this.close();
        resolve(error.message);
      };
      socket.once("error", taken);
      socket.bind(this.localPort, () => {
        socket.off("error", taken);
        connect();
      });
    });
    return this.connected;
  }

  private expire(id: number, deadlineMs: number): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    const waited = performance.now() - pending.sentAt;
    // A process that was stopped or starved finds its timers due before it has read the answers that lie there.
    if (waited > deadlineMs + stallMs) this.settle(id, "no-data", `stalled for ${Math.round(waited)} ms`);
    else this.settle(id, "timeout", `no answer within ${deadlineMs} ms`);
  }

  private fail(id: number, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? error.message;
    const nobody = code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH";
    this.settle(id, nobody ? "refused" : "no-data", code);
  }

  private settle(id: number, kind: ProbeOutcome["kind"], detail: string): void {
    this.end(id, (latencyMs) => ({ kind, detail, latencyMs }));
  }

  private end(id: number, reply: (latencyMs: number) => DnsReply): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    this.pending.delete(id);
    clearTimeout(pending.timer);
    pending.resolve(reply(performance.now() - pending.sentAt));
  }

  private freeId(): number {
    let id = randomInt(0x10000);
    while (this.pending.has(id)) id = randomInt(0x10000);
    return id;
  }
}
