import { spawn } from "node:child_process";

export interface HostCommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program on the host, without a shell. An exit code is an answer; rejects if it is not done by the deadline (ms). */
export type HostCommandRunner = (
  program: string,
  args: readonly string[],
  deadlineMs: number,
) => Promise<HostCommandResult>;

/** A command that did not do what it was asked. */
export class CommandError extends Error {
  constructor(
    command: string,
    readonly stderr: string,
    what: string,
  ) {
    super(`${command} ${what}${stderr === "" ? "" : `: ${stderr}`}`);
    this.name = "CommandError";
  }
}

/** Does not wait for a program that hangs in the kernel: it is killed, and the promise rejects at once. */
export const runOnHost: HostCommandRunner = (program, args, deadlineMs) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { stdout: "", stderr: "" };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      reject(
        new CommandError(
          spell(program, args),
          text.stderr.trim(),
          `is not done after ${deadlineMs / 1000} s`,
        ),
      );
    }, deadlineMs);
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (text.stdout += piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (text.stderr += piece));
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new CommandError(spell(program, args), error.message, "could not be started"));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, ...text });
    });
  });

const spell = (program: string, args: readonly string[]): string => [program, ...args].join(" ");

/** Programs that have to succeed: they reject with the command, its exit code and what it said. */
export class HostCommands {
  constructor(
    readonly run: HostCommandRunner,
    private readonly deadlineMs = 20_000,
  ) {}

  ask(program: string, args: readonly string[], deadlineMs = this.deadlineMs): Promise<HostCommandResult> {
    return this.run(program, args, deadlineMs);
  }

  async must(program: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.ask(program, args);
    if (code !== 0) throw new CommandError(spell(program, args), stderr.trim(), `failed with ${code}`);
    return stdout;
  }

  zfs(...args: readonly string[]): Promise<string> {
    return this.must("zfs", args);
  }

  /** Where the host still has a file system open that it has let go of, ZFS calls it busy for a moment. */
  async patiently(...args: readonly string[]): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.zfs(...args);
        return;
      } catch (error) {
        if (tries >= 10 || !(error instanceof CommandError) || !/busy/.test(error.stderr)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
  }
}
