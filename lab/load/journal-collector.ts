import { spawn } from "node:child_process";
import readline from "node:readline";
import { type ClientPrograms, programCommand } from "./programs";
import { poll } from "../poll";
import type { Ack, CollectorLine } from "./journal-protocol";

/** Takes what the journal acknowledges, in the client, from `start` to `stop`. */
export class Collector {
  /** In the order in which they came. */
  readonly acks: Ack[] = [];
  private readonly child;
  private readonly closed: Promise<void>;
  private listening = false;
  private stopping = false;
  private failure: Error | undefined;

  constructor(client: ClientPrograms) {
    const [program, ...args] = programCommand(client, "collector", {});
    // In a group of its own, as the stream of queries is.
    this.child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.child.stdin.on("error", () => undefined);
    readline.createInterface({ input: this.child.stdout }).on("line", (text) => {
      this.listening = true;
      for (const ack of (JSON.parse(text) as CollectorLine).acks) this.acks.push(ack);
    });
    const said: string[] = [];
    this.child.stderr.setEncoding("utf8").on("data", (piece: string) => said.push(piece));
    this.closed = new Promise((resolve) => {
      const end = (why: string) => {
        if (!this.stopping) this.failure = new Error(`the collector of writes ended: ${why}`);
        resolve();
      };
      this.child.on("error", (error) => end(error.message));
      this.child.on("close", (code) => end(`exit code ${code} ${said.join("").trim()}`));
    });
  }

  /** Resolves when it listens. Throws if it does not within 10 s. */
  async start(): Promise<void> {
    const up = () => (this.seen() && this.listening ? true : undefined);
    if (!(await poll(up, { deadlineMs: 10_000 }))) throw new Error("the collector of writes does not listen");
  }

  /** What was acknowledged so far. Throws if the collector has ended: what nobody counts proves nothing. */
  seen(): readonly Ack[] {
    if (this.failure) throw this.failure;
    return this.acks;
  }

  /** The last write of a node, or of any. */
  last(node?: string): Ack | undefined {
    const acks = this.seen();
    for (let i = acks.length - 1; i >= 0; i--)
      if (node === undefined || acks[i]!.node === node) return acks[i];
    return undefined;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.child.stdin.end();
    await this.closed;
  }
}
