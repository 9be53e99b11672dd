import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import { imageRelease, releases, type Release } from "../releases";
import type { LabSettings } from "../settings";
import { must, run } from "../shell";
import { debianFromPackages, ownDebian } from "./debootstrap";
import { buildImage, imageId } from "./images";

/** An image that the lab's own images, and those of the program, stand on. */
export interface BaseImage {
  /** Its name in the usual registries, under which the lab's registry serves it too. */
  readonly name: string;
  /** Its name in this machine's engine. */
  readonly local: string;
  /** `registry`: the image of that name; `debian`: made here from Debian packages, to stand in for it. */
  readonly source: "registry" | "debian";
}

export interface BaseImages {
  /** The Debian and the Node that the program's images and the lab's other machines stand on. */
  readonly debian: BaseImage;
  readonly node: BaseImage;
  readonly busybox: BaseImage;
  /** What hosts run, by release. */
  readonly hosts: Readonly<Record<Release, BaseImage>>;
}

const names = {
  busybox: "busybox:1.37.0",
  bookworm: "debian:bookworm-slim",
  trixie: "debian:trixie-slim",
  node: `node:24-${imageRelease}-slim`,
} as const;
type Name = keyof typeof names;
// The smallest image comes first: it tells whether the registries can be reached.
const pullOrder: readonly Name[] = ["busybox", "bookworm", "trixie", "node"];
const pullDeadlineMs = 20_000;

/**
 * The base images: those in this machine's engine, else pulled, else made from Debian packages (as root, with
 * debootstrap). `nodeBinary` is a Linux Node of this machine's architecture, version 24 or later. Says which way
 * it went. Throws if no way works.
 */
export async function baseImages(
  settings: LabSettings,
  progress: Progress,
  nodeBinary: string,
): Promise<BaseImages> {
  const madeBefore = await imageId(ownDebian(imageRelease));
  if (!madeBefore && (await havePulled(progress))) return assemble(names, "registry");
  await debianFromPackages(settings, releases, progress);
  const [node, busybox] = await Promise.all([
    nodeImage(settings, progress, nodeBinary),
    busyboxImage(settings, progress),
  ]);
  const made = { busybox, node, bookworm: ownDebian("bookworm"), trixie: ownDebian("trixie") };
  return assemble(made, "debian");
}

function assemble(local: Readonly<Record<Name, string>>, source: BaseImage["source"]): BaseImages {
  const image = (name: Name): BaseImage => ({ name: names[name], local: local[name], source });
  return {
    debian: image(imageRelease),
    node: image("node"),
    busybox: image("busybox"),
    hosts: { bookworm: image("bookworm"), trixie: image("trixie") },
  };
}

/** The first image has to come soon; the others may then take their time. */
async function havePulled(progress: Progress): Promise<boolean> {
  for (const key of pullOrder) {
    const name = names[key];
    if (await imageId(name)) continue;
    const timeoutMs = key === pullOrder[0] ? pullDeadlineMs : undefined;
    const result = await progress.step(`pull ${name}`, () =>
      run("docker", ["pull", "--quiet", name], { timeoutMs }),
    );
    if (result.code !== 0) {
      progress.note(
        `${name} cannot be pulled (${result.stderr.trim().split("\n").pop()}): Debian packages instead`,
      );
      return false;
    }
  }
  return true;
}

async function nodeImage(settings: LabSettings, progress: Progress, binary: string): Promise<string> {
  const version = (await must(binary, ["--version"])).trim();
  if (Number(/^v(\d+)/.exec(version)?.[1]) < 24)
    throw new Error(`${binary} is Node ${version}; the lab needs 24 or later.`);
  const context = path.join(settings.folder, "tmp", "nodejs");
  return buildImage(
    {
      name: "nodejs",
      dockerfile: path.join(settings.root, "lab/images/base/node.Dockerfile"),
      context,
      base: ownDebian(imageRelease),
      key: `${version} ${process.arch}`,
      prepare: async () => {
        await mkdir(context, { recursive: true });
        await copyFile(binary, path.join(context, "node"));
      },
      discard: () => rm(context, { recursive: true, force: true }),
    },
    progress,
  );
}

async function busyboxImage(settings: LabSettings, progress: Progress): Promise<string> {
  const context = path.join(settings.root, "lab/images/base");
  const dockerfile = path.join(context, "busybox.Dockerfile");
  const base = ownDebian(imageRelease);
  return buildImage({ name: "busybox", dockerfile, context, base, key: "1" }, progress);
}
