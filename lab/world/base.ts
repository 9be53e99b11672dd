import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import type { LabSettings } from "../settings";
import { docker, must, run } from "../shell";
import { buildImage, hash, imageId } from "./images";

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
  readonly debian: BaseImage;
  readonly node: BaseImage;
  readonly busybox: BaseImage;
}

const names = { debian: "debian:bookworm-slim", node: "node:24-bookworm-slim", busybox: "busybox:1.37.0" };
const mirror = "http://deb.debian.org/debian";
const pullDeadlineMs = 20_000;

/**
 * The base images: those in this machine's engine, else pulled, else made from Debian packages (as root, with
 * debootstrap). `nodeBinary` is a Linux Node of this machine's architecture, version 24 or later. Says which way
 * it went. Throws where no way works.
 */
export async function baseImages(
  settings: LabSettings,
  progress: Progress,
  nodeBinary: string,
): Promise<BaseImages> {
  const madeBefore = await imageId(ownDebian);
  if (!madeBefore && (await havePulled(progress))) {
    return { debian: pulled(names.debian), node: pulled(names.node), busybox: pulled(names.busybox) };
  }
  if (!madeBefore)
    await progress.step("debian:bookworm-slim from Debian packages", () => debootstrap(settings));
  const [node, busybox] = await Promise.all([
    nodeImage(settings, progress, nodeBinary),
    busyboxImage(settings, progress),
  ]);
  return {
    debian: { name: names.debian, local: ownDebian, source: "debian" },
    node: { name: names.node, local: node, source: "debian" },
    busybox: { name: names.busybox, local: busybox, source: "debian" },
  };
}

const pulled = (name: string): BaseImage => ({ name, local: name, source: "registry" });

/** The smallest image tells whether the registries can be reached; the others may then take their time. */
async function havePulled(progress: Progress): Promise<boolean> {
  for (const name of [names.busybox, names.debian, names.node]) {
    if (await imageId(name)) continue;
    const timeoutMs = name === names.busybox ? pullDeadlineMs : undefined;
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

// What Debian's own slim images leave out, and packages installed later on with it.
const unneeded = ["doc", "man", "info", "groff", "lintian", "locale", "bash-completion"];
const slim = `${unneeded.map((name) => `path-exclude /usr/share/${name}/*`).join("\n")}
path-include /usr/share/doc/*/copyright
`;
const sources = `deb ${mirror} bookworm main
deb ${mirror} bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
`;

const cleanup = `
set -eu; cd "$1"
${unneeded.map((name) => `find usr/share/${name} -type f ! -name copyright -delete -o -type l -delete 2>/dev/null || true`).join("\n")}
for name in ${unneeded.join(" ")}; do [ ! -d "usr/share/$name" ] || find "usr/share/$name" -mindepth 1 -type d -empty -delete; done
rm -rf var/lib/apt/lists/* var/cache/apt/*.bin var/cache/apt/archives/*.deb var/cache/debconf/*-old var/log/*.log var/log/apt
rm -f etc/hostname etc/machine-id etc/resolv.conf; : > etc/machine-id
`;
// No package file or index stays behind in a layer.
const keepNothing = `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
`;
const ownDebian = `ha-dns-lab/debian:${hash([mirror, slim, sources, cleanup, keepNothing])}`;

async function debootstrap(settings: LabSettings): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      "The lab needs debian:bookworm-slim. No registry can be reached, and making it from Debian packages needs root.\n" +
        "Either run this as root, or make `docker pull debian:bookworm-slim` work.",
    );
  }
  if ((await run("sh", ["-c", "command -v debootstrap"])).code !== 0) {
    await must("apt-get", ["update", "-qq"]);
    await must("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "debootstrap"]);
  }
  const folder = path.join(settings.folder, "tmp", "debian");
  const root = path.join(folder, "root");
  const archive = path.join(folder, "debian.tar");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await must("debootstrap", ["--variant=minbase", "bookworm", root, mirror]);
    await writeFile(path.join(root, "etc/apt/sources.list"), sources);
    await writeFile(path.join(root, "etc/dpkg/dpkg.cfg.d/slim"), slim);
    await writeFile(path.join(root, "etc/apt/apt.conf.d/keep-nothing"), keepNothing);
    await must("sh", ["-c", cleanup, "sh", root]);
    await must("tar", ["-C", root, "--numeric-owner", "-cf", archive, "."]);
    await docker(["import", "--change", 'CMD ["bash"]', archive, ownDebian]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
      base: ownDebian,
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
  return buildImage({ name: "busybox", dockerfile, context, base: ownDebian, key: "1" }, progress);
}
