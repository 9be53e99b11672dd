import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const real = ["sh", "cat", "ls", "tr", "tail", "grep", "chmod"];

/**
 * A folder that plays a host for a script of components/files: its commands are the stand-ins that a test puts there, a
 * few real tools, and no other. They find the folder in $WORLD, and write what they are asked into its log.
 */
export class HostWorld {
  readonly folder = mkdtempSync(path.join(tmpdir(), "host-world-"));

  constructor(
    private readonly script: string,
    standIns: Readonly<Record<string, string>>,
  ) {
    mkdirSync(path.join(this.folder, "bin"));
    for (const name of real) this.command(name, `exec /bin/${name} "$@"`);
    for (const [name, text] of Object.entries(standIns)) this.command(name, text);
  }

  write(file: string, text: string): void {
    const full = path.join(this.folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** A command that succeeds, if nothing else is said. */
  command(name: string, text = ":"): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(this.folder, "bin", name), 0o755);
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file));
  }

  /** What the script printed, its exit code, and what it asked of the stand-ins. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.write("log", "");
    const script = path.join(__dirname, "../../../../components/files", this.script);
    const { status, stdout, stderr } = spawnSync("/bin/sh", [script, ...args], {
      env: { PATH: path.join(this.folder, "bin"), WORLD: this.folder, ...env },
      encoding: "utf8",
    });
    const log = readFileSync(path.join(this.folder, "log"), "utf8").trimEnd().split("\n");
    return { status, stdout, stderr, log };
  }

  destroy(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
