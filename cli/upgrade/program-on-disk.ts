import { spawnSync } from "node:child_process";
import type { Version } from "./record";

/** The program on the machine that deploys, in one of its versions. */
export interface ProgramOnDisk {
  /** Where its command `ha-dns` is. */
  readonly folder: string;
  current(): Version;
  /** The version that a person has named. Throws UsageError if there is none. */
  find(wanted: string): Version;
  /** Throws if another version would overwrite changes of the person. */
  checkReady(): void;
  /** Replaces the present version. The config stays as it is. After an interruption, calling it again finishes it. */
  switchTo(version: Version): void;
}

/** Runs a program and shows its output. Throws if it fails. */
export function shown(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ["ignore", 2, 2] });
  if (error) throw error;
  if (status === 0) return;
  throw new Error(`${program} ${args.join(" ")} ended with ${status}. Fix what it says, and run it again`);
}
