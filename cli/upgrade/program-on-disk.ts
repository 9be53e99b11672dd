import { spawnSync } from "node:child_process";
import type { Version } from "./record";

/** This program as it lies on the machine that deploys, in one of its versions. */
export interface ProgramOnDisk {
  /** Where its command `ha-dns` is. */
  readonly folder: string;
  current(): Version;
  /** The version that a person has named. Throws UsageError if there is none. */
  find(wanted: string): Version;
  /** Throws if another version would lose something. */
  checkReady(): void;
  /** Puts a version in the place of the present one. The config stays as it is. Doing it again finishes it. */
  switchTo(version: Version): void;
}

/** Runs a program whose output is for a person. Throws if it fails. */
export function shown(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ["ignore", 2, 2] });
  if (error) throw error;
  if (status === 0) return;
  throw new Error(`${program} ${args.join(" ")} ended with ${status}. Fix what it says, and run it again`);
}
