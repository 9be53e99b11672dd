import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { licenceReport, lockedPackages } from "./licences";

const root = path.join(__dirname, "..", "..");
/** Each has a package-lock.json. */
const folders = [".", "tools/node"];

/** npm's own audit: known holes in what is locked. False if there are some, and if the registry gives no answer. */
function hasNoHoles(folder: string): boolean {
  process.stdout.write(`\nknown holes in the packages of ${folder}\n`);
  // npm is a script on Windows.
  const options = {
    cwd: path.join(root, folder),
    stdio: "inherit",
    shell: process.platform === "win32",
  } as const;
  return spawnSync("npm", ["audit", "--loglevel=warn", "--audit-level=moderate"], options).status === 0;
}

function hasGoodLicences(): boolean {
  const packages = folders.flatMap((folder) =>
    lockedPackages(readFileSync(path.join(root, folder, "package-lock.json"), "utf8")),
  );
  const { text, refused } = licenceReport(packages);
  process.stdout.write(`licences of ${packages.length} packages\n${text}\n`);
  return refused.length === 0;
}

const verdicts = [hasGoodLicences(), ...folders.map(hasNoHoles)];
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
