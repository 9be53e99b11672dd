import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Replaces a file in one step, and returns when a power cut can no longer take it back. Throws where it cannot. */
export function replaceDurably(file: string, text: string): void {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.new`);
  synced(temporary, "w", (descriptor) => writeFileSync(descriptor, text));
  renameSync(temporary, file);
  // The name is the folder's.
  synced(folder, "r");
}

function synced(file: string, flags: string, write: (descriptor: number) => void = () => undefined): void {
  const descriptor = openSync(file, flags, 0o644);
  try {
    write(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
