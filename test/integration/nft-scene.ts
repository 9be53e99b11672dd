import { readFileSync } from "node:fs";
import path from "node:path";
import { Progress } from "../../lab/progress";
import { labSettings } from "../../lab/settings";
import { docker } from "../../lab/shell";
import { baseImages } from "../../lab/cluster/base-images";
import { hostImage } from "../../lab/cluster/host-image";
import type { Release } from "../../lab/releases";

const root = path.join(__dirname, "../..");

export interface NftScene {
  /** Whose nft loads the filter. */
  readonly release: Release;
  /** Addresses that are put on the loopback interface. */
  readonly addresses: readonly string[];
  readonly filter: string;
  /** A Perl script, and what it is given. It prints lines of the form `NAME: VALUE`. */
  readonly script: string;
  readonly args: readonly (string | number)[];
}

/** Runs a script behind a packet filter, in a container without a network. Gives what it prints, by name. */
export async function playScene(scene: NftScene): Promise<Readonly<Record<string, string>>> {
  const quiet = new Progress(() => undefined);
  const settings = labSettings(root);
  const base = await baseImages(settings, quiet, process.execPath);
  const image = await hostImage(settings, base, scene.release, quiet);
  const setUp = [
    "set -e",
    ...scene.addresses.map((address) => `ip addr add ${address}/32 dev lo`),
    `printf '%s' "$FILTER" | nft -f -`,
    `exec perl - ${scene.args.join(" ")}`,
  ].join("\n");
  const options = ["--network", "none", "--cap-add", "NET_ADMIN", "--env", `FILTER=${scene.filter}`];
  const printed = await docker(
    ["run", "--rm", "--interactive", ...options, "--entrypoint", "sh", image, "-c", setUp],
    { stdin: readFileSync(scene.script, "utf8") },
  );
  return Object.fromEntries(
    printed
      .trim()
      .split("\n")
      .map((line) => line.split(": ") as [string, string]),
  );
}
