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
  for (const name of readdirSync(full, { recursive: true, encoding: "utf8" }).sort()) {
    const file = path.join(full, name);
    const stat = lstatSync(file);
    const relative = name.split(path.sep).join("/");
    if (stat.isDirectory()) continue;
    const found = stat.isSymbolicLink()
      ? "a symbolic link"
      : !stat.isFile()
        ? "something that is no file"
        : stat.size > largestFile
          ? `${stat.size} bytes`
          : undefined;
    if (found) trouble.push({ path: relative, found });
    else
      files.push({
        path: relative,
        content: readFileSync(file),
        executable: (stat.mode & 0o111) !== 0,
      });
  }
  return { files, trouble };
}
