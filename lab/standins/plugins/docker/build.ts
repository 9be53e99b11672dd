import { access } from "node:fs/promises";
import path from "node:path";
import type Docker from "dockerode";
import { contextArchive, contextFiles } from "./context";
import { followed } from "./progress";

/** The part of `RemoteImageBuild` that the stand-in knows. */
export interface Build {
  readonly context: string;
  readonly dockerfile?: string;
  readonly buildArgs?: Record<string, string>;
  readonly useLegacyBuilder?: boolean;
  readonly networkMode?: string;
  readonly noCache?: boolean;
  readonly platform?: string;
  readonly pullParent?: boolean;
  readonly target?: string;
  readonly tags?: readonly string[];
  readonly labels?: Record<string, string>;
  readonly extraHosts?: readonly string[];
  readonly remove?: boolean;
  readonly forceRemove?: boolean;
  readonly memory?: number;
  readonly shmSize?: number;
}

/** Builds on the engine with its legacy builder, from this machine's folder; throws with the build's last lines. */
export async function buildImage(engine: Docker, name: string, build: Build): Promise<void> {
  const dockerfile = build.dockerfile ?? "Dockerfile";
  const context = path.resolve(build.context);
  await access(path.join(context, dockerfile));
  const archive = contextArchive(context, await contextFiles(context, dockerfile));
  const stream = await engine.buildImage(archive, buildOptions(name, build) as Docker.ImageBuildOptions);
  await followed(engine, stream, `building the image ${name}`);
}

/** The query of the engine's /build. */
export function buildOptions(name: string, build: Build): Record<string, unknown> {
  const given = {
    dockerfile: build.dockerfile ?? "Dockerfile",
    t: [name, ...(build.tags ?? [])],
    buildargs: build.buildArgs,
    networkmode: build.networkMode,
    nocache: build.noCache,
    platform: build.platform,
    pull: build.pullParent,
    target: build.target,
    labels: build.labels,
    extrahosts: build.extraHosts?.join(","),
    rm: build.remove ?? true,
    forcerm: build.forceRemove,
    memory: build.memory,
    shmsize: build.shmSize,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
