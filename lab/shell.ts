import { spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds after which the command is killed; 10 minutes if nothing is said. */
  readonly timeoutMs?: number;
  /** Called with each piece of output as it comes, for commands whose progress is worth showing. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a command to its end. Its exit code is an answer, not an error; -1 where it was killed for lateness. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env });
    const out: string[] = [];
    const err: string[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, options.timeoutMs ?? 600_000);
    const collect = (into: string[]) => (piece: string) => {
      into.push(piece);
      options.onOutput?.(piece);
    };
    child.stdout.setEncoding("utf8").on("data", collect(out));
    child.stderr.setEncoding("utf8").on("data", collect(err));
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      const lateness = late ? `\nkilled: not done after ${options.timeoutMs ?? 600_000} ms` : "";
      resolve({ code: late ? -1 : (code ?? -1), stdout: out.join(""), stderr: err.join("") + lateness });
    });
    child.stdin.on("error", () => undefined); // A command may exit without reading its input.
    child.stdin.end(options.stdin ?? "");
  });
}

/** Runs a command that has to succeed. Throws with the command, its exit code and the end of what it said. */
export async function must(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await run(command, args, options);
  if (result.code !== 0) {
    const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-15).join("\n");
    throw new Error(`${command} ${args.join(" ")} exited with ${result.code}:\n${said}`);
  }
  return result.stdout;
}

/** `docker` on this machine's engine. */
export const docker = (args: readonly string[], options?: RunOptions): Promise<string> =>
  must("docker", args, options);

/** Asks again until `check` gives a value, with a deadline; throws with `what`, as it is then, and the last error. */
export async function until<T>(
  what: string | (() => string),
  deadlineMs: number,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  everyMs = 200,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const because = last instanceof Error ? `: ${last.message}` : "";
      throw new Error(
        `${typeof what === "string" ? what : what()}: not so after ${deadlineMs / 1000} s${because}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
