import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from "node:fs";

/** Many times what anything here has to tell. */
const mostBytes = 1024 * 1024;

/** What another container has written for this program, and when, in ms since 1970. */
export interface ReportedText {
  readonly text: string;
  readonly modifiedAt: number;
}

/**
 * Reads the first of these files that exists. A container can put anything there: a link is not followed, a pipe is not
 * waited for, a device is not read, and what is longer than 1 MiB is none. Undefined if nothing can be read.
 */
export function readReported(places: readonly string[]): ReportedText | undefined {
  for (const place of places) {
    const descriptor = opened(place);
    if (descriptor === undefined) continue;
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile() || stat.size > mostBytes) return undefined;
      return { text: readFileSync(descriptor, "utf8"), modifiedAt: stat.mtimeMs };
    } catch {
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  }
  return undefined;
}

/** Undefined if there is no such file; a link counts as none. */
function opened(file: string): number | undefined {
  // Often there is none, and an error that is thrown costs many times as much.
  if (!existsSync(file)) return undefined;
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
