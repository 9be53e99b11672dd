import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough, type Readable } from "node:stream";
import dockerignore from "@balena/dockerignore";

/** The files of a build's context, relative to it and sorted, without those that .dockerignore leaves out. */
export async function contextFiles(context: string, dockerfile: string): Promise<string[]> {
  const rules = await readFile(path.join(context, ".dockerignore"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    },
  );
  const entries = await readdir(context, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(context, path.join(entry.parentPath, entry.name)));
  const wanted = dockerignore().add(rules).createFilter();
  // The builder needs these two whatever the rules say.
  const needed = new Set([path.normalize(dockerfile), ".dockerignore"]);
  return files.filter((file) => needed.has(file) || wanted(file)).sort();
}

/** The files as a tar archive, owned by root; the stream fails where tar does. */
export function contextArchive(context: string, files: readonly string[]): Readable {
  const tar = spawn("tar", ["-C", context, "--owner=0", "--group=0", "--null", "-T", "-", "-c"]);
  const archive = new PassThrough();
  let said = "";
  tar.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  tar.stdin.on("error", () => undefined); // Its end is told by the exit.
  tar.stdout.pipe(archive, { end: false });
  tar.on("error", (error) => archive.destroy(new Error(`cannot run tar: ${error.message}`)));
  tar.on("close", (code) => {
    if (code === 0) archive.end();
    else archive.destroy(new Error(`tar of ${context} exited with ${code}: ${said.trim()}`));
  });
  tar.stdin.end(files.map((file) => `${file}\0`).join(""));
  return archive;
}
