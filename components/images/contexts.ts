import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { writeImageContext } from "../../runtime/image/context";
import { programFolder } from "../program-version";

/** A folder from which Docker builds an image, and a digest of all that is in it. */
export interface BuildContext {
  readonly folder: string;
  readonly digest: string;
}

/** The runtime image's context: its Dockerfile and scripts, and the agent bundled into one file. */
export function runtimeContext(root: string): BuildContext {
  const folder = path.join(root, ".build", "runtime");
  rmSync(folder, { recursive: true, force: true });
  writeImageContext(folder);
  return { folder, digest: folderDigest(folder) };
}

export function unboundContext(): BuildContext {
  const folder = path.join(programFolder, "components", "images", "unbound");
  return { folder, digest: folderDigest(folder) };
}

/**
 * Names and contents of all files, in order: the same on every machine. Modes are left out, since Windows has none: the
 * Dockerfiles set them.
 */
export function folderDigest(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .map((file) => file.replaceAll("\\", "/"));
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}
