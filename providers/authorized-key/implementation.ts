import { withDigest } from "../ssh/sha256";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  readonly marker: string;
  readonly line: string;
}

interface Outputs extends Inputs {
  /** What the host has of this marker; several lines only if somebody has copied it. */
  readonly actual: string;
}

const file = "/root/.ssh/authorized_keys";

// $1 file, $2 marker. Stdin is a SHA-256, a newline, and the line that replaces the marked ones, or nothing, which
// removes them. A broken connection ends stdin early: the digest keeps a cut line, which no later run would find, out of
// the file. The folder is locked, because each peer's key is a resource of its own, and all of them write at once.
export const replaceLine = `set -eu
umask 077
folder=$(dirname "$1")
mkdir -p "$folder"
exec 9<"$folder"
flock 9
file=$(readlink -f "$1")
[ -e "$file" ] || : > "$file"
IFS= read -r expected
LINE=$(cat)
[ "$(printf %s "$LINE" | sha256sum | cut -c 1-64)" = "$expected" ] || {
  echo "the key did not arrive whole; $1 is unchanged" >&2
  exit 1
}
MARKER=$2
export LINE MARKER
temporary=$(mktemp "$file.XXXXXX")
trap 'rm -f "$temporary"' EXIT
awk '
  function once() { if (!done && ENVIRON["LINE"] != "") print ENVIRON["LINE"]; done = 1 }
  $NF == ENVIRON["MARKER"] { once(); next }
  { print }
  END { once() }
' "$file" > "$temporary"
chown --reference="$file" "$temporary"
chmod --reference="$file" "$temporary"
sync "$temporary"
mv -f "$temporary" "$file"
trap - EXIT`;

export const authorizedKey: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.marker === news.marker ? [] : ["marker"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    return { changes: replaces.length > 0 || olds.actual !== news.line, replaces };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.marker}`, outs: await converge(inputs) };
  },

  async read(id, props) {
    const actual = await observe(await hostOfState(props.target), props.marker);
    return actual === "" ? {} : { id, props: { ...props, actual } };
  },

  async update(_id, _olds, news) {
    return { outs: await converge(news) };
  },

  async delete(_id, { target, marker }) {
    const host = await hostOfState(target);
    if ((await observe(host, marker)) !== "") await replace(host, marker, "");
  },
};

async function converge(inputs: Inputs): Promise<Outputs> {
  const { target, marker, line } = inputs;
  const host = await hostOf(target);
  if ((await observe(host, marker)) !== line) await replace(host, marker, line);
  const actual = await observe(host, marker);
  if (actual !== line)
    throw new Error(`${target.host}: ${file} was written, but reads back differently: another hand is on it`);
  return { ...inputs, actual };
}

const replace = (host: SshHost, marker: string, line: string): Promise<string> =>
  host.must(["sh", "-c", replaceLine, "sh", file, marker], { stdin: withDigest(Buffer.from(line)) });

/** The lines that end with the marker; "" if there is none. */
async function observe(host: SshHost, marker: string): Promise<string> {
  const script = `[ -e "$1" ] || exit 0; MARKER=$2 awk '$NF == ENVIRON["MARKER"]' "$1"`;
  return (await host.must(["sh", "-c", script, "sh", file, marker])).trimEnd();
}
