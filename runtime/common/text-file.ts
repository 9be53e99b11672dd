import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

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

/** A file's text, undefined if there is none. Throws if it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
