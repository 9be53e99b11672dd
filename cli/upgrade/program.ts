import { existsSync } from "node:fs";
import path from "node:path";
import { programFolder } from "../../components/program-version";
import { isPackage } from "../frame/project";
import { Clone } from "./clone";
import { Package } from "./package";
import type { ProgramOnDisk } from "./program-on-disk";

/** The program that a project uses. Throws if it has no versions. */
export function programOf(root: string): ProgramOnDisk {
  if (isPackage(programFolder)) return new Package(root);
  if (root === programFolder && existsSync(path.join(root, ".git"))) return new Clone(root);
  throw new Error(
    `${root}: found neither a clone of this program, with its folder .git, nor a project that has it as a package`,
  );
}
