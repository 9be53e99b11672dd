import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { writeImageContext } from "../../runtime/image/context";

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
  return { folder, digest: digestOf(folder) };
}

export function unboundContext(root: string): BuildContext {
  const folder = path.join(root, "components", "images", "unbound");
  return { folder, digest: digestOf(folder) };
}

/** Names, modes and contents of all files, in order: the same on every machine. */
export function digestOf(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const file of files) {
    const full = path.join(folder, file);
    const stat = statSync(full);
    if (!stat.isFile()) continue;
    hash.update(`${file}\0${stat.mode & 0o111 ? "x" : "-"}\0`).update(readFileSync(full));
  }
  return hash.digest("hex").slice(0, 12);
}
