import { readFileSync } from "node:fs";
import { docker } from "../../lab/shell";
import type { Release } from "../../lab/releases";
import { builtHostImage } from "./host-container";

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

/** What a script has printed, by name. */
const byName = (printed: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    printed
      .trim()
      .split("\n")
      .map((line) => line.split(": ") as [string, string]),
  );

export interface LanScene {
  readonly release: Release;
  /** The container has it as /lan. */
  readonly folder: string;
  /** A bash script that makes network namespaces. Given `/lan/script`, `/lan/rules` and `args`, it prints lines as above. */
  readonly script: string;
  readonly args: readonly string[];
}

/** Runs a script that makes a LAN of network namespaces, in a container without a network. Gives what it prints, by name. */
export async function playLan({
  release,
  folder,
  script,
  args,
}: LanScene): Promise<Readonly<Record<string, string>>> {
  const rights = ["--cap-add", "NET_ADMIN", "--cap-add", "SYS_ADMIN", "--cap-add", "NET_RAW"];
  const free = ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"];
  const options = ["--network", "none", ...rights, ...free.flatMap((one) => ["--security-opt", one])];
  const mounted = ["--volume", `${folder}:/lan:ro`, "--entrypoint", "bash"];
  const printed = await docker(
    [
      "run",
      "--rm",
      "--interactive",
      "--init",
      ...options,
      ...mounted,
      await builtHostImage(release),
      "-s",
      "/lan/script",
      "/lan/rules",
      ...args,
    ],
    { stdin: readFileSync(script, "utf8"), timeoutMs: 120_000 },
  );
  return byName(printed);
}

/** Runs a script behind a packet filter, in a container without a network. Gives what it prints, by name. */
export async function playScene(scene: NftScene): Promise<Readonly<Record<string, string>>> {
  const image = await builtHostImage(scene.release);
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
  return byName(printed);
}
