import { spawn } from "node:child_process";
import readline from "node:readline";
import { type ClientPrograms, programCommand } from "./programs";
import type { Operation, Operations, Reply, Request } from "./pihole-protocol";

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Pi-hole's API as a person at the client's browser reaches it: one program there, which takes what is asked as lines. */
export class PiholeClient {
  private readonly child;
  private readonly closed: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private ids = 0;
  private ended = "";

  constructor(client: ClientPrograms) {
    const [program, ...args] = programCommand(client, "pihole", {});
    // In a group of its own: an interrupt at the terminal is for the drill, which then puts things right through this.
    this.child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.child.stdin.on("error", () => undefined); // It may have ended by itself; `closed` says so.
    readline
      .createInterface({ input: this.child.stdout })
      .on("line", (line) => this.take(JSON.parse(line) as Reply));
    const said: string[] = [];
    this.child.stderr.setEncoding("utf8").on("data", (piece: string) => said.push(piece));
    this.closed = new Promise((resolve) => {
      const end = (why: string) => {
        this.ended = `the client's Pi-hole program ended: ${why}`;
        for (const { reject } of this.waiting.values()) reject(new Error(this.ended));
        this.waiting.clear();
        resolve();
      };
      this.child.on("error", (error) => end(error.message));
      this.child.on("close", (code) => end(`exit code ${code} ${said.join("").trim()}`));
    });
  }

  /** Rejects with what went wrong, or where the program has ended. */
  do<K extends Operation>(operation: K, input: Operations[K]["input"]): Promise<Operations[K]["output"]> {
    if (this.ended) return Promise.reject(new Error(this.ended));
    const id = this.ids++;
    const request: Request<K> = { id, operation, input };
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (output) => resolve(output as Operations[K]["output"]), reject });
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Gives the sessions back and ends the program. */
  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.closed;
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.output);
  }
}
