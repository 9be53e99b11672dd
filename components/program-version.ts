import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expandPath } from "../providers/ssh/target";
import { runGit } from "./run-git";

/** The folder of this program: the clone, or the package in node_modules. The project may lie elsewhere. */
export const programFolder = path.join(__dirname, "..");

/** A file that the config names: the project's own, or the one that comes with the program. */
export function configFile(name: string, root: string): string {
  const own = expandPath(name, root);
  return existsSync(own) ? own : expandPath(name, programFolder);
}

/** What deployed a node: the package's version, and the commit if it ran from a clone. */
export interface ProgramVersion {
  readonly version: string;
  readonly commit?: string;
}

export function programVersion(folder = programFolder): ProgramVersion {
  const text = readFileSync(path.join(folder, "package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  const commit = commitOf(folder);
  return commit === undefined ? { version } : { version, commit };
}

/** The commit that is checked out in a folder; undefined if it is not a clone, or there is no git. */
export function commitOf(folder: string): string | undefined {
  if (!existsSync(path.join(folder, ".git"))) return undefined;
  try {
    return runGit(folder, "rev-parse", "HEAD");
  } catch {
    return undefined;
  }
}
