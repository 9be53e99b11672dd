import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import type { LookupFunction } from "node:net";
import path from "node:path";
import { download } from "./download";

/** Pi-hole's numbers for what became of a list's download. */
export const listStatus = { changed: 1, unchanged: 2, keptOld: 3, failed: 4 } as const;
export type ListStatus = (typeof listStatus)[keyof typeof listStatus];

export interface Fetched {
  readonly status: ListStatus;
  /** Where its content is; undefined: there is none. */
  readonly file?: string;
  /** Why the download failed. */
  readonly problem?: string;
}

/** Fetches a list; where that fails, its content of last time does. */
export async function fetchList(
  list: { readonly id: number; readonly address: string },
  folder: string,
  lookup: LookupFunction,
): Promise<Fetched> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `list.${list.id}.domains`);
  // Runs may overlap, as Pi-hole's may.
  const fresh = `${file}.${process.pid}.tmp`;
  const cached = existsSync(file);
  try {
    await download(list.address, fresh, lookup);
    const unchanged = cached && (await digest(file)) === (await digest(fresh));
    renameSync(fresh, file);
    return { status: unchanged ? listStatus.unchanged : listStatus.changed, file };
  } catch (error) {
    rmSync(fresh, { force: true });
    const problem = error instanceof Error ? error.message : String(error);
    return cached ? { status: listStatus.keptOld, file, problem } : { status: listStatus.failed, problem };
  }
}

async function digest(file: string): Promise<string> {
  const hash = createHash("sha1");
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest("hex");
}
