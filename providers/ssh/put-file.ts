import type { SshHost } from "./connection";
import { withDigest } from "./sha256";

// $1 path, $2 mode, $3 owner. Stdin is the content's SHA-256, a newline, and the content: neither is in an argument
// list. The new file is complete, and has its mode and owner, before it replaces the old one. If the connection breaks,
// stdin just ends early: only the digest shows that something is missing.
export const writeFile = `set -eu
mkdir -p "$(dirname "$1")"
temporary=$(mktemp "$1.XXXXXX")
trap 'rm -f "$temporary"' EXIT
IFS= read -r expected
cat > "$temporary"
printf '%s  %s\\n' "$expected" "$temporary" | sha256sum --check --status || {
  echo "the content did not arrive whole; $1 is unchanged" >&2
  exit 1
}
chown "$3" "$temporary"
chmod "$2" "$temporary"
sync "$temporary"
mv -f "$temporary" "$1"
trap - EXIT`;

export interface PutFile {
  /** Absolute; the folder is made if there is none. */
  readonly path: string;
  /** Octal permission bits. */
  readonly mode: string;
  /** USER:GROUP, by name or number. */
  readonly owner: string;
  readonly content: Buffer;
}

/** Replaces a file of a host in one step. Rejects if not all of the content arrived: the earlier file is there then. */
export const putFile = (host: SshHost, { path, mode, owner, content }: PutFile): Promise<string> =>
  host.must(["sh", "-c", writeFile, "sh", path, mode, owner], { stdin: withDigest(content) });
