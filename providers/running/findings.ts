import type { SeenProcess } from "./look";

/** Digests of files as they were deployed, by path. */
export type Digests = Readonly<Record<string, string>>;

/**
 * Why a process may run with something else than what was deployed; nothing if it does not run, as its next start reads
 * the files. A file that was put right after the process started counts too: the process may have read the wrong one.
 */
export function fileFindings(deployed: Digests, { startedAt, files }: SeenProcess): string[] {
  if (startedAt === null) return [];
  return Object.entries(deployed).flatMap(([path, sha256]) => {
    const seen = files[path];
    if (!seen || seen.sha256 === "") return [`${path} is missing`];
    if (seen.sha256 !== sha256) return [`${path} is not as it was deployed`];
    // The kernel counts starts in steps of 10 ms.
    return seen.changedAt > startedAt + 10 ? [`it has run since before ${path} was written`] : [];
  });
}
