import path from "node:path";
import { baseImages } from "../../lab/cluster/base-images";
import { hostImage } from "../../lab/cluster/host-image";
import { Progress } from "../../lab/progress";
import type { Release } from "../../lab/releases";
import { labSettings } from "../../lab/settings";

const root = path.join(__dirname, "../..");

/** Builds the image of a host that runs this Debian release unless it is there; resolves to its name. */
export async function builtHostImage(release: Release): Promise<string> {
  const quiet = new Progress(() => undefined);
  const settings = labSettings(root);
  const bases = await baseImages(settings, quiet, process.execPath);
  return hostImage(settings, bases, release, quiet);
}

/** What `docker run` needs for a container in which ZFS runs by FUSE. */
export const zfsOptions: readonly string[] = [
  "--device",
  "/dev/fuse",
  "--cap-add",
  "SYS_ADMIN",
  "--security-opt",
  "seccomp=unconfined",
  "--security-opt",
  "apparmor=unconfined",
  "--tmpfs",
  "/run/lock",
];
