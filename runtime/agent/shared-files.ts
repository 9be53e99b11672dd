import type { DrainCause } from "../contract/drain-cause";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { drainForced } from "../contract/files";
import { vrrpStates, type DrainWish, type VrrpState } from "./health";
import type { Paths } from "./paths";

/**
 * The files that the agent shares with keepalived and the host. They lie on a tmpfs, where a synchronous call
 * takes microseconds, less than handing it to a thread, and cannot hang.
 */
export class SharedFiles {
  constructor(readonly paths: Paths) {}

  /** keepalived's last word, or `unknown` where it has said none. */
  vrrpState(): VrrpState {
    const word = readText(this.paths.vrrpState)?.trim();
    return vrrpStates.find((state) => state === word) ?? "unknown";
  }

  /** That this node is to be drained, and by what; undefined if it is not. */
  drainWish(): DrainWish | undefined {
    const { drain, drainMaintenance, drainUpdate, drainSettings } = this.paths;
    const files: readonly { readonly by: DrainCause; readonly file: string }[] = [
      { by: "hand", file: drain },
      { by: "maintenance", file: drainMaintenance },
      { by: "update", file: drainUpdate },
      { by: "settings", file: drainSettings },
    ];
    const wishes = files.filter(({ file }) => existsSync(file));
    if (wishes.length === 0) return undefined;
    return {
      by: wishes.map(({ by }) => by),
      force: wishes.some(({ file }) => readText(file)?.trim() === drainForced),
    };
  }

  failbackWanted(): boolean {
    return existsSync(this.paths.failback);
  }

  forgetFailback(): void {
    rmSync(this.paths.failback, { force: true });
  }

  /** Makes sure that a track file holds `value`; keepalived's container may have overwritten it. Says if it wrote. */
  assert(file: "health" | "claim", value: number): boolean {
    if (readText(this.paths[file])?.trim() === String(value)) return false;
    replaceFile(this.paths[file], `${value}\n`);
    return true;
  }

  writeRole(role: string): void {
    replaceFile(this.paths.role, role);
  }
}

/** Replaces a file in one step, so that no reader ever sees half of it. Throws if the folder is not writable. */
export function replaceFile(file: string, text: string | Uint8Array, mode = 0o644, durable = false): void {
  // Others write to this folder too: nobody knows the name before, and a link that lies there is not followed (wx).
  const name = `.${path.basename(file)}.${randomBytes(8).toString("hex")}`;
  const temporary = path.join(path.dirname(file), name);
  try {
    writeFileSync(temporary, text, { flag: "wx", mode, flush: durable });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) flushFolder(path.dirname(file));
}

/** A new name is on the disk when its folder is. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A file's text, undefined where there is none. Throws where it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
