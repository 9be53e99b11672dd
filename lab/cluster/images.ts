import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import { docker, run } from "../shell";

/** An image that the lab builds. Its tag is a hash of all that goes into it, so that it is built once. */
export interface ImageSpec {
  readonly name: string;
  readonly context: string;
  /** Path of the Dockerfile; `Dockerfile` in the context if nothing is said. */
  readonly dockerfile?: string;
  /** The image that the Dockerfile's `ARG BASE` stands for. */
  readonly base: string;
  /** Stands for the context's content in the hash, where `prepare` makes the context only for the build. */
  readonly key?: string;
  readonly prepare?: () => Promise<void>;
  readonly discard?: () => Promise<void>;
}

/** Id of an image in this machine's engine; undefined if it has none of that name. */
export async function imageId(name: string): Promise<string | undefined> {
  const result = await run("docker", ["image", "inspect", "--format", "{{.Id}}", name]);
  return result.code === 0 ? result.stdout.trim() : undefined;
}

/** Builds the image unless it is there, and returns its name, `ha-dns-lab/<name>:<hash>`. Throws with the end of the build's output. */
export async function buildImage(spec: ImageSpec, progress: Progress): Promise<string> {
  const dockerfile = spec.dockerfile ?? path.join(spec.context, "Dockerfile");
  const content = spec.key ?? (await hashFolder(spec.context));
  const tag = `ha-dns-lab/${spec.name}:${hash([await imageId(spec.base), await readFile(dockerfile), content])}`;
  if (await imageId(tag)) return tag;
  await progress.step(`image ${spec.name}`, async () => {
    await spec.prepare?.();
    try {
      // The classic builder takes base images from the engine itself; packages come over the host's network.
      await docker(
        [
          "build",
          "--quiet",
          "--network",
          "host",
          "--build-arg",
          `BASE=${spec.base}`,
          "-f",
          dockerfile,
          "-t",
          tag,
          spec.context,
        ],
        { env: { ...process.env, DOCKER_BUILDKIT: "0" } },
      );
      await removeStages();
    } finally {
      await spec.discard?.();
    }
  });
  return tag;
}

/** Takes away what builds have left behind. The engine does one such thing at a time, and two images are built at once. */
async function removeStages(): Promise<void> {
  const { code, stderr } = await run("docker", [
    "image",
    "prune",
    "--force",
    "--filter",
    "label=ha-dns-lab.stage",
  ]);
  if (code !== 0 && !stderr.includes("already running")) throw new Error(stderr.trim());
}

/** Twelve hex digits that change with any of the parts. */
export function hash(parts: readonly (string | Buffer | undefined)[]): string {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part?.length ?? -1}:`).update(part ?? "");
  return sum.digest("hex").slice(0, 12);
}

/** A hash of the files below a folder: their paths, whether they may be executed, and their content. */
export async function hashFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const parts: (string | Buffer)[] = [];
  for (const file of files.sort()) {
    const executable = ((await stat(file)).mode & 0o111) !== 0;
    parts.push(`${path.relative(folder, file)} ${executable}`, await readFile(file));
  }
  return hash(parts);
}
