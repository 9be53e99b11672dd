import { hostOf, hostOfState } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { listDatasets } from "../zfs/zfs-list";

/** Where a pool is made if there is none of its name: on devices, or on a file. */
export interface PoolPlace {
  /** Absolute paths; several are a mirror of each other. */
  readonly devices: readonly string[];
  readonly file?: string;
  /** Bytes of the file. */
  readonly size?: number;
}

interface Inputs extends PoolPlace {
  readonly target: SshTarget;
  readonly name: string;
}

// $@ devices. Exit 5 with the reason where one is in use or was: nothing is made over it.
const areFree = `for device in "$@"; do
  [ -b "$device" ] || { echo "$device is no block device" >&2; exit 5; }
  parts=$(lsblk -nr -o NAME,MOUNTPOINT "$device") || exit 6
  [ "$(echo "$parts" | wc -l)" = 1 ] || { echo "$device has partitions, or something is built on it" >&2; exit 5; }
  case "$parts" in *" /"* | *"[SWAP]"*) echo "$device is in use: $parts" >&2; exit 5 ;; esac
  found=$(wipefs --no-act --noheadings --output TYPE "$device") || exit 6
  [ -z "$found" ] || { echo "$device holds something: $(echo "$found" | sort -u | tr '\\n' ' ')" >&2; exit 5; }
done`;

// $1 pool, $2 file, $3 bytes. The shell itself refuses a file that exists. Where no pool came of it, the file goes.
const onFile = `set -eu
mkdir -p "$(dirname "$2")"
set -C
: > "$2"
set +C
trap 'rm -f "$2"' EXIT
chmod 600 "$2"
truncate -s "$3" "$2"
zpool create "$1" "$2"
trap - EXIT`;

/** Makes a pool, once: never over something, never changed, never destroyed. */
export const zfsPool: Implementation<Inputs, Inputs> = {
  async diff(_id, olds, news) {
    // Devices are replaced and added by hand, on a living pool; config is asked where one is to be made, and only then.
    return { changes: olds.name !== news.name || olds.target.host !== news.target.host, replaces: [] };
  },

  async create(inputs) {
    await ensure(inputs);
    return { id: `${inputs.target.host}:${inputs.name}`, outs: inputs };
  },

  async read(id, props) {
    return (await listDatasets(await hostOfState(props.target), "zpool", [props.name])) ? { id, props } : {};
  },

  async update(_id, _olds, news) {
    await ensure(news);
    return { outs: news };
  },

  async delete() {},
};

async function ensure({ target, name, devices, file, size }: Inputs): Promise<void> {
  const host = await hostOf(target);
  if (await listDatasets(host, "zpool", [name])) return;
  const refuse = (what: string): never => {
    throw new Error(
      `${target.host}: the pool ${name} is not made: ${what}. Nothing was changed. If it is the pool itself, ` +
        `bring it in by hand: zpool import${file ? ` -d ${file.replace(/[^/]*$/, "")}` : ""} ${name}`,
    );
  };
  if (file !== undefined) {
    if ((await host.exec(["test", "-e", file])).code === 0) refuse(`${file} exists`);
    await host.must(["sh", "-c", onFile, "sh", name, file, String(size)]);
  } else {
    const { code, stderr } = await host.exec(["sh", "-c", areFree, "sh", ...devices]);
    if (code !== 0) refuse(stderr.trim());
    await host.must(["zpool", "create", name, ...(devices.length > 1 ? ["mirror"] : []), ...devices]);
  }
}
