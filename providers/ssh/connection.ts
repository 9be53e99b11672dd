import { createConnection } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client, type ClientChannel } from "ssh2";
import { commandLine } from "./quote";
import { whyRefused } from "./failed-connection";
import { Slots } from "./slots";
import { keysOfToday, readKey, type SshTarget } from "./target";

export interface SshResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly stdin?: string | Buffer;
  /** Milliseconds; 60 s where nothing is said. */
  readonly timeoutMs?: number;
}

/** A host on which commands run. An exit code is an answer; only `must` throws for it. */
export class SshHost {
  // An sshd takes ten sessions a connection where nothing else is configured (MaxSessions), and refuses more. It
  // counts one that has ended until it has gone through all that came with that news, so that twice these may count.
  private readonly slots = new Slots(5);

  constructor(
    private readonly target: SshTarget,
    private readonly client: Client,
  ) {}

  /** Runs one command. Rejects if the connection breaks or the deadline passes. */
  exec(args: readonly string[], options: ExecOptions = {}): Promise<SshResult> {
    return this.slots.run(() => this.execNow(args, options));
  }

  private execNow(args: readonly string[], options: ExecOptions): Promise<SshResult> {
    const line = commandLine(args);
    const timeoutMs = options.timeoutMs ?? 60_000;
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${this.target.host}: ${args[0]}: ${why}`));
      const timer = setTimeout(() => fail(`not done after ${timeoutMs / 1000} s`), timeoutMs);
      this.client.exec(line, (error, channel) => {
        if (error) {
          clearTimeout(timer);
          return fail(error.message);
        }
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        let code = -1;
        channel.on("data", (piece: Buffer) => out.push(piece));
        channel.stderr.on("data", (piece: Buffer) => err.push(piece));
        channel.on("exit", (status: number | null) => (code = status ?? -1));
        channel.on("close", () => {
          clearTimeout(timer);
          resolve({
            code,
            stdout: Buffer.concat(out).toString("utf8"),
            stderr: Buffer.concat(err).toString("utf8"),
          });
        });
        channel.end(options.stdin ?? "");
      });
    });
  }

  /**
   * Runs a command that takes `stdin` from a stream, or whose stdout is one; neither is ever in memory as a whole. What
   * is yielded ends with an error unless the command succeeds. There is no deadline: the connection's own keepalive ends it.
   */
  async *stream(args: readonly string[], stdin?: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    const line = commandLine(args);
    let said = "";
    let code = -1;
    let ended = Promise.resolve();
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      this.client.exec(line, (error, opened) => {
        if (error) return reject(error);
        // At once: what is told in the same packet would be missed.
        opened.stderr.on(
          "data",
          (piece: Buffer) => (said = `${said}${piece.toString("utf8")}`.slice(-2_000)),
        );
        opened.on("exit", (status: number | null) => (code = status ?? -1));
        ended = new Promise((closed) => opened.once("close", () => closed()));
        resolve(opened);
      }),
    );
    let broken: Error | undefined;
    if (stdin)
      pipeline(Readable.from(stdin), channel.stdin).catch((error: Error) => {
        broken = error;
        channel.close();
      });
    else channel.end();
    let whole = false;
    try {
      // The channel is told the exit code after the end of its output.
      yield* channel.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      whole = true;
    } finally {
      if (!whole) channel.close();
    }
    await ended;
    // A command that fails takes no more: what it says of that comes first.
    if (code > 0) throw new Error(`${this.target.host}: ${args[0]} exited with ${code}: ${said.trim()}`);
    if (broken) throw broken;
    if (code < 0) throw new Error(`${this.target.host}: ${args[0]} was broken off: ${said.trim()}`);
  }

  /** Runs a command that has to succeed. The error has host, command, exit code and stderr; never what went to stdin. */
  async must(args: readonly string[], options: ExecOptions = {}): Promise<string> {
    const outcome = await this.exec(args, options);
    if (outcome.code === 0) return outcome.stdout;
    const said = outcome.stderr.trim() || outcome.stdout.trim();
    throw new Error(
      `${this.target.host}: ${commandLine(args)} exited with ${outcome.code}: ${said.slice(-2000)}`,
    );
  }
}

/** Opens a connection within some milliseconds, with the host's key verified. Rejects with how to fix it. */
export function connect(target: SshTarget, timeoutMs = 15_000): Promise<{ host: SshHost; client: Client }> {
  const client = new Client();
  const hostKeys = keysOfToday(target);
  const accepted = hostKeys.map((key) => key.split(" ")[1]);
  return new Promise((resolve, reject) => {
    let foreignKey = false;
    let greeting = "";
    // What a host says that lets nobody in is not ssh's protocol: the client would tell nothing of it.
    const socket = createConnection({ host: target.host, port: target.port });
    socket.once("data", (first: Buffer) => (greeting = first.toString("latin1")));
    client.on("ready", () => resolve({ host: new SshHost(target, client), client }));
    client.on("error", (error) => {
      const because = whyRefused(target, { error, foreignKey, greeting });
      reject(new Error(`no ssh connection to ${target.user}@${target.host}:${target.port}: ${because}`));
    });
    client.connect({
      sock: socket,
      username: target.user,
      privateKey: readKey(target),
      readyTimeout: timeoutMs,
      keepaliveInterval: 10_000,
      algorithms: { serverHostKey: hostKeyAlgorithms(hostKeys) },
      hostVerifier: (key: Buffer) => {
        const known = accepted.includes(key.toString("base64"));
        foreignKey = !known;
        return known;
      },
    });
  });
}

/**
 * Does `work` over a connection of its own, and closes it. An open one would keep the program, and so the deployment,
 * from ending; providers, which the engine ends, share theirs (`hostOf`). Rejects as `connect` and `work` do.
 */
export async function overConnection<T>(
  target: SshTarget,
  work: (host: SshHost, close: () => void) => Promise<T>,
  timeoutMs?: number,
  open: typeof connect = connect,
): Promise<T> {
  const { host, client } = await open(target, timeoutMs);
  const close = () => void client.end();
  try {
    return await work(host, close);
  } finally {
    close();
  }
}

/** Only asks for key types that can be verified: a server that has several would else offer one that is not known. */
function hostKeyAlgorithms(hostKeys: readonly string[]) {
  const known = new Set(hostKeys.map((key) => key.split(" ")[0]));
  return {
    append: [],
    prepend: [],
    remove: [
      ...(known.has("ssh-ed25519") ? [] : ["ssh-ed25519" as const]),
      ...(known.has("ssh-rsa") ? [] : ["rsa-sha2-512" as const, "rsa-sha2-256" as const, "ssh-rsa" as const]),
      ...["256", "384", "521"]
        .map((bits) => `ecdsa-sha2-nistp${bits}` as "ecdsa-sha2-nistp256")
        .filter((type) => !known.has(type)),
    ],
  };
}
