import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Duplex } from "node:stream";

export interface SshTarget {
  readonly host: string;
  readonly user?: string;
  readonly port?: string;
  /** Options of ssh, passed as they are, before all others. */
  readonly options: readonly string[];
}

/** `ssh://[user@]host[:port]`, as Docker's own clients read it. Throws where it has a path or a password. */
export function sshTarget(url: string, options: readonly string[]): SshTarget {
  const parsed = new URL(url);
  if (parsed.password || (parsed.pathname !== "" && parsed.pathname !== "/")) {
    throw new Error(`${url} is not of the form ssh://[user@]host[:port]`);
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    ...(parsed.username ? { user: decodeURIComponent(parsed.username) } : {}),
    ...(parsed.port ? { port: parsed.port } : {}),
    options,
  };
}

export function sshArguments({ host, user, port, options }: SshTarget): string[] {
  return [
    ...options,
    "-o",
    "ConnectTimeout=30",
    "-T",
    ...(user ? ["-l", user] : []),
    ...(port ? ["-p", port] : []),
    "--",
    host,
    "docker",
    "system",
    "dial-stdio",
  ];
}

const graceMs = 200;
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The engine's API on the standard streams of `ssh … docker system dial-stdio`. When ssh ends before it was asked to,
 * the stream fails with what ssh said.
 */
export class DialStdio extends Duplex {
  private readonly child: ChildProcessWithoutNullStreams;
  private said = "";
  private closing = false;

  constructor(target: SshTarget) {
    super();
    this.child = spawn("ssh", sshArguments(target));
    this.child.stdout.on("data", (piece: Buffer) => {
      if (!this.push(piece)) this.child.stdout.pause();
    });
    // Its end alone says nothing: the exit decides whether the stream ended well or failed.
    const drained = new Promise<void>((resolve) => this.child.stdout.on("end", resolve));
    const told = new Promise<void>((resolve) => this.child.stderr.on("end", resolve));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.said = (this.said + text).slice(-2000);
    });
    this.child.stdin.on("error", () => undefined); // Its end is told by the exit.
    this.child.on("error", (error) => this.destroy(new Error(`cannot run ssh: ${error.message}`)));
    this.child.on("exit", (code) => {
      if (code === 0) void drained.then(() => this.push(null));
      // A ControlMaster in the background keeps the error stream open: its end is not waited for in vain.
      else void Promise.race([told, after(graceMs)]).then(() => this.failed(target, code));
    });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.child.stdin.write(piece)) done();
    else this.child.stdin.once("drain", () => done());
  }

  override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.closing = true;
    this.child.kill();
    // A ControlMaster that ssh left in the background holds these open, and would hold this process too.
    this.child.stdout.destroy();
    this.child.stderr.destroy();
    done(error);
  }

  // What an HTTP agent expects of a socket.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  private failed(target: SshTarget, code: number | null): void {
    if (this.closing) return;
    const where = `ssh://${target.user ? `${target.user}@` : ""}${target.host}${target.port ? `:${target.port}` : ""}`;
    const because = this.said.trim() || "it said nothing";
    this.destroy(
      new Error(`cannot reach the Docker engine at ${where}: ssh exited with ${code}: ${because}`),
    );
  }
}
