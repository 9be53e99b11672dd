import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface ServiceFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** What a standby service's folder holds, as far as it can be brought to a node. */
export interface ServiceFolder {
  readonly files: readonly ServiceFile[];
  /** What is in the way: of the folder itself (path ""), or of something in it. */
  readonly trouble: readonly { readonly path: string; readonly found: string }[];
}

/** The folder's compose file; the program's own files beside it may not stand in the checkout. */
export const composeFile = "compose.yaml";
export const madeFiles = { images: "images.yaml", environment: ".env" } as const;

export const largestFile = 2 ** 20;

/** Reads a folder of the checkout, in the order of its paths. Never throws for what a person put there. */
export function readServiceFolder(root: string, folder: string): ServiceFolder {
  const trouble = (found: string): ServiceFolder => ({ files: [], trouble: [{ path: "", found }] });
  const full = path.resolve(root, folder);
  if (folder === "" || path.isAbsolute(folder) || !full.startsWith(`${path.resolve(root)}${path.sep}`))
    return trouble(`${folder || "nothing"}, which is no folder of the checkout`);
  if (!existsSync(full)) return trouble(`${folder}, which does not exist`);
  if (!lstatSync(full).isDirectory()) return trouble(`${folder}, which is no folder`);
  return readFolder(full);
}

function readFolder(full: string): ServiceFolder {
  const files: ServiceFile[] = [];
  const trouble: { path: string; found: string }[] = [];
  // Level by level: a recursive listing follows symbolic links to folders, out of the checkout.
  const walk = (below: string) => {
    for (const name of readdirSync(path.join(full, below)).sort()) {
      const relative = path.posix.join(below, name);
      const file = path.join(full, relative);
      const stat = lstatSync(file);
      if (stat.isDirectory()) walk(relative);
      else if (stat.isSymbolicLink()) trouble.push({ path: relative, found: "a symbolic link" });
      else if (!stat.isFile()) trouble.push({ path: relative, found: "something that is no file" });
      else if (stat.size > largestFile) trouble.push({ path: relative, found: `${stat.size} bytes` });
      else
        files.push({
          path: relative,
          content: readFileSync(file),
          executable: (stat.mode & 0o111) !== 0,
        });
    }
  };
  walk("");
  return { files, trouble };
}
