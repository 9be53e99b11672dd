import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { commandLine } from "../../../providers/ssh/quote";
import type { HostCommandResult, HostCommandRunner } from "../../../runtime/data/zfs/host-commands";

// $1 a line of shell. Answers its exit code, and what it said as hex, on a line of its own.
const loop = `while IFS= read -r line; do
  sh -c "$line" >/tmp/run.out 2>/tmp/run.err </dev/null
  code=$?
  echo "$code $(od -An -v -tx1 /tmp/run.out | tr -d ' \\n'):$(od -An -v -tx1 /tmp/run.err | tr -d ' \\n')"
done`;

/** Runs programs in a container one after the other, by a shell that stays: many times faster than an exec for each. */
export class ContainerRun {
  private readonly shell: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private readonly waiting: ((answer: HostCommandResult) => void)[] = [];

  constructor(container: string) {
    this.shell = spawn("docker", ["exec", "-i", "-e", "LC_ALL=C", container, "sh", "-c", loop]);
    this.lines = createInterface({ input: this.shell.stdout });
    this.lines.on("line", (line) => this.waiting.shift()?.(parse(line)));
  }

  readonly run: HostCommandRunner = (program, args) =>
    new Promise((resolve) => {
      this.waiting.push(resolve);
      this.shell.stdin.write(`${commandLine([program, ...args])}\n`);
    });

  close(): void {
    this.shell.stdin.end();
    this.lines.close();
  }
}

function parse(line: string): HostCommandResult {
  const [, code, stdout, stderr] = /^(\d+) ([0-9a-f]*):([0-9a-f]*)$/.exec(line) ?? [];
  const text = (hex = ""): string => Buffer.from(hex, "hex").toString("utf8");
  return { code: Number(code), stdout: text(stdout), stderr: text(stderr) };
}
