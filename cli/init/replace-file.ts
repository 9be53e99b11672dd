import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/** Writes a file so that there is the old text or the new one at any moment, and never half of it. */
export function replaceConfigFile(file: string, text: string, mode = 0o644): void {
  replaceFiles({ [file]: text }, mode);
}

/** The same for several files: nothing is replaced before all of them are on the disk. */
export function replaceFiles(texts: Readonly<Record<string, string>>, mode = 0o644): void {
  const entries = Object.entries(texts).map(([file, text]) => ({ file, text, next: nextOf(file) }));
  try {
    for (const { next, text } of entries) write(next, text, mode);
    for (const { next, file } of entries) renameSync(next, file);
  } catch (error) {
    for (const { next } of entries) rmSync(next, { force: true });
    throw error;
  }
}

const nextOf = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.next`);

function write(file: string, text: string, mode: number): void {
  const open = openSync(file, "w", mode);
  try {
    writeSync(open, text);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
