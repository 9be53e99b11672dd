import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Call } from "../frame/command-type";
import { licenceReport, lockedPackages } from "./licences";

/** A clone has both. */
const folders = [".", "tools/node"];

/** Resolves to the exit code. */
export function runAudit({ root, print }: Pick<Call, "root" | "print">): number {
  const locked = folders.filter((folder) => existsSync(path.join(root, folder, "package-lock.json")));
  const packages = locked.flatMap((folder) =>
    lockedPackages(readFileSync(path.join(root, folder, "package-lock.json"), "utf8")),
  );
  const { text, refused } = licenceReport(packages);
  print(`licences of ${packages.length} packages\n${text}\n`);
  const holes = locked.filter((folder) => {
    print(`\nknown holes in the packages of ${folder}\n`);
    return !hasNoHoles(path.join(root, folder));
  });
  return refused.length === 0 && holes.length === 0 ? 0 : 1;
}

/** npm's own audit: known holes in what is locked. False if there are some, and if the registry gives no answer. */
function hasNoHoles(cwd: string): boolean {
  // npm is a script on Windows.
  const options = { cwd, stdio: "inherit", shell: process.platform === "win32" } as const;
  return spawnSync("npm", ["audit", "--loglevel=warn", "--audit-level=moderate"], options).status === 0;
}
