import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The folder with Pulumi.yaml. In a clone that is the clone, from wherever it is called. The package serves the project
 * around the current folder; undefined if there is none. Pure but for the look at the disk.
 */
export function projectFolder(program: string, from: string): string | undefined {
  if (!isPackage(program)) return program;
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "Pulumi.yaml"))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Whether a program lies where npm installs packages. */
export const isPackage = (program: string): boolean =>
  path.basename(path.dirname(program)) === "node_modules";
