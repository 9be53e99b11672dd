import { spawn } from "node:child_process";
import readline from "node:readline";
import { type ClientPrograms, programCommand } from "./programs";
import type { StreamLine, StreamOptions } from "./stream-protocol";
import { type StreamEnd, StreamView } from "./stream-view";

const dnsPort = 53;

let labels = 0;
/** A label that no other stream has, so that nothing has cached what this one asks. */
export const streamLabel = () => `d${Date.now().toString(36)}${(labels++).toString(36)}`;

/** So many queries a second to each address; the stream ends by itself after `maxSeconds`. */
export function streamTo(
  client: ClientPrograms,
  addresses: readonly string[],
  { qps, maxSeconds }: { readonly qps: number; readonly maxSeconds: number },
): Stream {
  const targets = addresses.map((address) => ({ address, port: dnsPort, qps }));
  return new Stream(client, { targets, run: streamLabel(), maxSeconds });
}

/** The client's stream of queries, from its start to `stop`. */
export class Stream {
  private readonly view: StreamView;
  private failure: Error | undefined;
  private readonly child;
  private readonly closed: Promise<void>;

  constructor(client: ClientPrograms, options: StreamOptions) {
    this.view = new StreamView(options.targets.length);
    const [program, ...args] = programCommand(client, "stream", options);
    // In a group of its own: an interrupt at the terminal is for the drill, which then heals and ends the stream.
    this.child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.child.stdin.on("error", () => undefined); // It may have ended by itself; `closed` says so.
    readline.createInterface({ input: this.child.stdout }).on("line", (line) => {
      this.view.take(JSON.parse(line) as StreamLine);
    });
    const said: string[] = [];
    this.child.stderr.setEncoding("utf8").on("data", (piece: string) => said.push(piece));
    this.closed = new Promise((resolve) => {
      const broke = (why: string) => new Error(`the query stream broke off: ${why}`);
      this.child.on("error", (error) => {
        this.failure = broke(error.message);
        resolve();
      });
      this.child.on("close", (code) => {
        if (!this.view.end) this.failure ??= broke(`exit code ${code} ${said.join("").trim()}`);
        resolve();
      });
    });
  }

  /** What is known so far. Throws if the stream broke off. */
  seen(): StreamView {
    if (this.failure) throw this.failure;
    return this.view;
  }

  /** Ends the stream, when the last queries are settled (2 s), and gives its own account. Throws if it broke off. */
  async stop(): Promise<StreamEnd> {
    this.child.stdin.end("stop\n");
    await this.closed;
    const { end } = this.seen();
    if (!end) throw new Error("the query stream gave no account");
    return end;
  }
}
