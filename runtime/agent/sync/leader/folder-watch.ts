import { openSync, closeSync, fstatSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { watchOrPoll, type Watching } from "../../../common/watch-or-poll";
import { Settling } from "./settling";

const database = "gravity.db";
const settings = "pihole.toml";
/** Gravity builds its next database here; while it is there, a write to the old one would be lost. */
const building = "gravity.db_temp";
/** A run that was cut off leaves its file; one that lives writes to it, list by list. */
const abandonedMs = 5 * 60_000;
/** Where SQLite counts the changes of a database (file format, 1.3.7). */
const changeCounter = { at: 24, bytes: 4 };

/** Whether a change of this file of the folder can be one of lists or settings. */
export const matters = (file: string): boolean => file === database || file === settings || file === building;

/** Pi-hole's folder, which tells when its lists or settings have changed without Pi-hole being asked. */
export class FolderWatch {
  private watcher: Watching | undefined;
  private readonly settling: Settling;
  private leftOver: number | undefined;

  constructor(
    private readonly folder: string,
    onChange: () => void,
    private readonly onTrouble: (error: Error) => void,
  ) {
    this.settling = new Settling(onChange);
  }

  start(): void {
    this.watcher = watchOrPoll({
      folder: this.folder,
      matters,
      onChange: () => this.settling.changed(),
      onTrouble: this.onTrouble,
    });
  }

  stop(): void {
    this.watcher?.stop();
    this.settling.stop();
  }

  /** Changes whenever lists or settings do. */
  token(): string {
    return `${counter(path.join(this.folder, database))} ${modified(path.join(this.folder, settings))}`;
  }

  /** A gravity run is under way, Pi-hole's own weekly one included. */
  gravityRuns(): boolean {
    const { mtimeMs } = statSync(path.join(this.folder, building), { throwIfNoEntry: false }) ?? {};
    // Also one that is dated ahead is left over: the clock has gone back since, or a run would have dated it again.
    const ageMs = mtimeMs === undefined ? Infinity : Math.abs(Date.now() - mtimeMs);
    return mtimeMs !== this.leftOver && ageMs < abandonedMs;
  }

  /** A run of this node's own has ended: the file that is there now, if any, is what a failed run leaves. */
  runEnded(): void {
    this.leftOver = statSync(path.join(this.folder, building), { throwIfNoEntry: false })?.mtimeMs;
  }
}

/** Gravity moves its databases about, so a file that is seen may be gone before it is opened. */
function counter(file: string): string {
  const descriptor = opened(file);
  if (descriptor === undefined) return "none";
  try {
    const buffer = Buffer.alloc(changeCounter.bytes);
    readSync(descriptor, buffer, 0, changeCounter.bytes, changeCounter.at);
    return `${fstatSync(descriptor).ino}/${buffer.readUInt32BE(0)}`;
  } finally {
    closeSync(descriptor);
  }
}

function opened(file: string): number | undefined {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Pi-hole replaces its settings' file: two within one tick of the kernel's clock differ in their inode alone. */
function modified(file: string): string {
  const { ino, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return mtimeMs === undefined ? "none" : `${ino}/${mtimeMs}`;
}
