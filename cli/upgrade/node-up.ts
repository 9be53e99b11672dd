import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import * as z from "zod";

/** What `ha-dns up --json` tells of a node. Earlier versions do not tell its images. */
const step = z.object({
  node: z.string(),
  changes: z.array(z.string()),
  result: z.string(),
  images: z.record(z.string(), z.string()).optional(),
});
export type NodeStep = z.infer<typeof step>;

export interface UpOptions {
  /** The folder of the program that deploys. Its version may differ from the one that runs here. */
  readonly folder: string;
  readonly root: string;
  readonly note: (text: string) => void;
}

/** Deploys a node, or only previews it. Rejects if it fails, with the last lines of its output. */
export async function upNode(
  node: string,
  mode: "--yes" | "--preview",
  { folder, root, note }: UpOptions,
): Promise<NodeStep> {
  const args = [path.join(folder, "ha-dns"), "up", node, mode, "--json"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    // The seconds in front are those of the other process.
    const words = line.replace(/^\[ *[\d.]+ s\] /, "");
    said.push(words);
    note(words);
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [printed, code] = await Promise.all([text(child.stdout), closed]);
  if (code !== 0)
    throw new Error(said.slice(-12).join("\n").trim() || `ha-dns up ${node} ended with ${code}`);
  return z.array(step).parse(JSON.parse(printed))[0]!;
}
