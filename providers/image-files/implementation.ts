import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

/** SHA-256 in hex by a file's name; what is not as it is to be is said in words instead. */
type Digests = Readonly<Record<string, string>>;

interface Inputs {
  readonly target: SshTarget;
  readonly image: string;
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly check: readonly string[];
}

interface Outputs extends Inputs {
  /** What was copied out of the image. */
  readonly copied: Digests;
  /** What the host has. */
  readonly actual: Digests;
}

/** A copy of 100 MB to an SD card takes its time. */
const timeoutMs = 300_000;

// $1 image, $2 folder, then NAME PATH for each file, --, and the words of the check, which runs where the new files are.
// Only when all of them are there, and the check is good, they take the old ones' place. Prints their digests.
const copy = `set -eu
image=$1 folder=$2 container= names=
shift 2
mkdir -p "$folder"
staging=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$staging"; [ -z "$container" ] || docker rm --force --volumes "$container" >/dev/null' EXIT
container=$(docker create "$image" true)
while [ "$1" != -- ]; do
  docker cp --follow-link "$container:$2" "$staging/$1" >/dev/null
  [ -f "$staging/$1" ] || { echo "$2 is no file there" >&2; exit 1; }
  chown root:root "$staging/$1"
  chmod 755 "$staging/$1"
  names="$names $1"
  shift 2
done
shift
cd "$staging"
[ $# -eq 0 ] || "$@" >/dev/null
sync $names
sha256sum $names
mv -f $names "$folder/"`;

// $1 folder, then a name each. Prints a line a file: its digest, or what is wrong with it, then its name.
const look = `folder=$1
shift
for name; do
  file=$folder/$name
  if [ ! -f "$file" ]; then said=missing
  elif said=$(stat -c %a,%U:%G "$file") && [ "$said" != 755,root:root ]; then :
  else said=$(sha256sum <"$file" | cut -d " " -f 1)
  fi
  echo "$said  $name"
done`;

export const imageFiles: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.folder === news.folder ? [] : ["folder"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    const same =
      olds.image === news.image && equal(olds.files, news.files) && equal(olds.copied, olds.actual);
    return { changes: replaces.length > 0 || !same, replaces, deleteBeforeReplace: false };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.folder}`, outs: await converge(inputs) };
  },

  async read(id, props) {
    const actual = await observe(await hostOfState(props.target), props);
    return Object.values(actual).every((digest) => digest === "missing")
      ? {}
      : { id, props: { ...props, actual } };
  },

  async update(_id, olds, news) {
    const outs = await converge(news);
    const gone = Object.keys(olds.files).filter((name) => !(name in news.files));
    await remove(await hostOf(news.target), news.folder, gone);
    return { outs };
  },

  async delete(_id, { target, folder, files }) {
    await remove(await hostOfState(target), folder, Object.keys(files));
  },
};

async function converge(inputs: Inputs): Promise<Outputs> {
  const { target, image, folder, files, check } = inputs;
  const host = await hostOf(target);
  const words = [image, folder, ...Object.entries(files).flat(), "--", ...check];
  const { code, stdout, stderr } = await host.exec(["sh", "-c", copy, "sh", ...words], { timeoutMs });
  if (code !== 0)
    throw new Error(
      `${target.host}: ${Object.values(files).join(", ")} could not be copied out of the image ${image}, or do ` +
        `not run on this host; ${folder} is as it was: ${stderr.trim().slice(-1000)}`,
    );
  const copied = digests(stdout);
  const actual = await observe(host, inputs);
  if (!equal(copied, actual))
    throw new Error(
      `${target.host}: what was written to ${folder} reads back differently: another hand is on it`,
    );
  return { ...inputs, copied, actual };
}

async function observe(host: SshHost, { folder, files }: Inputs): Promise<Digests> {
  return digests(await host.must(["sh", "-c", look, "sh", folder, ...Object.keys(files)], { timeoutMs }));
}

async function remove(host: SshHost, folder: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await host.must(["rm", "-f", ...names.map((name) => `${folder}/${name}`)]);
  await host.exec(["rmdir", folder]); // Which leaves it where somebody has put something of his own there.
}

/** Reads `sha256sum`'s lines. */
const digests = (text: string): Digests =>
  Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map((line) => line.split("  ") as [string, string])
      .map(([digest, name]) => [name, digest]),
  );

const equal = (a: Digests, b: Digests): boolean => spelled(a) === spelled(b);
const spelled = (values: Digests): string =>
  JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
