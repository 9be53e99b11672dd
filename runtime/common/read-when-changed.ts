import { statSync } from "node:fs";
import { readText } from "./text-file";

/** Another one if the file has been replaced or written to; empty if there is no such file. */
export function fileVersion(file: string): string {
  const { ino, size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return ino === undefined ? "" : `${ino} ${size} ${mtimeMs}`;
}

/**
 * What `read` makes of a file's text; it is called again only if the file has changed. The text of a file that does not
 * exist is empty. Throws if the file cannot be read.
 */
export function readWhenChanged<T>(file: string, read: (text: string) => T): () => T {
  let known: { readonly version: string; readonly value: T } | undefined;
  return () => {
    const version = fileVersion(file);
    if (known?.version !== version) known = { version, value: read(readText(file) ?? "") };
    return known.value;
  };
}
