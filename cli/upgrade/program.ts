import { existsSync } from "node:fs";
import path from "node:path";
import { programFolder } from "../../components/program-version";
import { Clone } from "./clone";
import type { ProgramOnDisk } from "./program-on-disk";

/** The program that a project uses. Throws if it has no versions. */
export function programOf(root: string): ProgramOnDisk {
  if (root === programFolder && existsSync(path.join(root, ".git"))) return new Clone(root);
  throw new Error(`${root}: found no clone of this program; expected one, with its folder .git`);
}
