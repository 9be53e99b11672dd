import { spawn, type ChildProcess } from "node:child_process";

export interface CommandResult {
  /** -1 if it was ended from outside. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string;
  /** Ends the command, and all that it has started. */
  readonly signal?: AbortSignal;
  /** ms. */
  readonly deadlineMs?: number;
}

/**
 * Runs a program with a list of arguments and without a shell, in a process group of its own. Its exit code is an
 * answer; rejects only if it cannot be started.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { stdin = "", signal, deadlineMs }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true });
    const out: string[] = [];
    const err: string[] = [];
    const end = (why: string) => {
      err.push(`\nended: ${why}`);
      endGroup(child);
    };
    const timer =
      deadlineMs === undefined
        ? undefined
        : setTimeout(() => end(`not done after ${deadlineMs} ms`), deadlineMs);
    const aborted = () => end(reasonOf(signal));
    signal?.addEventListener("abort", aborted, { once: true });
    const settled = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    };
    child.stdout.setEncoding("utf8").on("data", (piece: string) => out.push(piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => err.push(piece));
    child.stdin.on("error", () => undefined); // A command may end without reading its input.
    child.on("error", (error) => {
      settled();
      reject(error);
    });
    child.on("close", (code) => {
      settled();
      resolve({ code: code ?? -1, stdout: out.join(""), stderr: err.join("") });
    });
    child.stdin.end(stdin);
    if (signal?.aborted) aborted();
  });
}

const graceMs = 2_000;

/** Ends a detached child and all of its process group: first asked, then killed. */
export function endGroup(child: ChildProcess): void {
  const send = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The whole group has ended by itself.
    }
  };
  send("SIGTERM");
  const killer = setTimeout(() => send("SIGKILL"), graceMs);
  child.once("close", () => clearTimeout(killer));
}

/** Why a signal was aborted, in words. */
function reasonOf(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason.message : String(reason ?? "no reason given");
}

/** What a failed command said, in one line of at most 300 characters: the end of it. */
export function lastWords({ code, stdout, stderr }: CommandResult): string {
  const text = (stderr.trim() || stdout.trim()).replace(/\s+/g, " ");
  return `exit code ${code}${text === "" ? "" : `: ${text.slice(-300)}`}`;
}
