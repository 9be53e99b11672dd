import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

type Files = ReadonlyMap<string, Buffer>;

/** Which of the files are not there, or otherwise. */
export const differing = (root: string, files: Files): string[] =>
  [...files].flatMap(([name, content]) => {
    const at = path.join(root, name);
    return existsSync(at) && readFileSync(at).equals(content) ? [] : [name];
  });

/** Writes what differs, each file whole or not at all. What was there stays beside it; gives the names of that. */
export function putConfigBack(root: string, files: Files, mode = 0o644): string[] {
  return differing(root, files).flatMap((name) => {
    const at = path.join(root, name);
    mkdirSync(path.dirname(at), { recursive: true });
    const part = `${at}.${process.pid}.part`;
    try {
      writeFileSync(part, files.get(name)!, { mode, flag: "wx" });
      const kept = existsSync(at) ? [freeName(at)] : [];
      kept.forEach((before) => renameSync(at, before));
      renameSync(part, at);
      return kept;
    } finally {
      rmSync(part, { force: true });
    }
  });
}

function freeName(file: string): string {
  let free = `${file}.before-restore`;
  for (let i = 2; existsSync(free); i++) free = `${file}.before-restore-${i}`;
  return free;
}
