import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import type { Release } from "../releases";
import type { LabSettings } from "../settings";
import { docker, must, run } from "../shell";
import { hash, imageId } from "./images";

const mirror = "http://deb.debian.org/debian";

// What Debian's own slim images leave out, and packages installed later on with it.
const unneeded = ["doc", "man", "info", "groff", "lintian", "locale", "bash-completion"];
const slim = `${unneeded.map((name) => `path-exclude /usr/share/${name}/*`).join("\n")}
path-include /usr/share/doc/*/copyright
`;
const sources = (release: Release) => `deb ${mirror} ${release} main
deb ${mirror} ${release}-updates main
deb http://deb.debian.org/debian-security ${release}-security main
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

/** Name of the image that `debianFromPackages` makes of a release. */
export const ownDebian = (release: Release): string =>
  `ha-dns-lab/${release}:${hash([mirror, slim, sources(release), cleanup, keepNothing])}`;

/** Makes slim images of these Debian releases from their packages, beside each other. Throws if it cannot. */
export async function debianFromPackages(
  settings: LabSettings,
  wanted: readonly Release[],
  progress: Progress,
): Promise<void> {
  const missing: Release[] = [];
  for (const release of wanted) if (!(await imageId(ownDebian(release)))) missing.push(release);
  if (missing.length === 0) return;
  await installDebootstrap(missing);
  await Promise.all(
    missing.map((release) =>
      progress.step(`debian:${release}-slim from Debian packages`, () => debootstrap(settings, release)),
    ),
  );
}

async function installDebootstrap(missing: readonly Release[]): Promise<void> {
  if (process.getuid?.() !== 0) {
    const images = missing.map((release) => `debian:${release}-slim`).join(" and ");
    throw new Error(
      `The lab needs ${images}. No registry can be reached, and making it from Debian packages needs root.\n` +
        `Either run this as root, or make \`docker pull\` of ${images} work.`,
    );
  }
  if ((await run("sh", ["-c", "command -v debootstrap"])).code === 0) return;
  await must("apt-get", ["update", "-qq"]);
  await must("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "debootstrap"]);
}

async function debootstrap(settings: LabSettings, release: Release): Promise<void> {
  const folder = path.join(settings.folder, "tmp", release);
  const root = path.join(folder, "root");
  const archive = path.join(folder, "debian.tar");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await must("debootstrap", ["--variant=minbase", release, root, mirror]);
    await writeFile(path.join(root, "etc/apt/sources.list"), sources(release));
    await writeFile(path.join(root, "etc/dpkg/dpkg.cfg.d/slim"), slim);
    await writeFile(path.join(root, "etc/apt/apt.conf.d/keep-nothing"), keepNothing);
    await must("sh", ["-c", cleanup, "sh", root]);
    await must("tar", ["-C", root, "--numeric-owner", "-cf", archive, "."]);
    await docker(["import", "--change", 'CMD ["bash"]', archive, ownDebian(release)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
