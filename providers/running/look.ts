import type { SshHost } from "../ssh/connection";

/** A file that a process has read. */
export interface SeenFile {
  /** SHA-256 in hex; "" if there is no such file. */
  readonly sha256: string;
  /** When its content, owner or mode last changed, in ms since 1970. */
  readonly changedAt: number;
}

/** A process and the files that it read when it started. */
export interface SeenProcess {
  /** In ms since 1970 by today's clock; null if it does not run. */
  readonly startedAt: number | null;
  readonly files: Readonly<Record<string, SeenFile>>;
}

// $1 process id (0: none), then a path each. The start is told by the time since boot: the host's clock may have been
// wrong when the process started, and files are dated by the clock as well.
const script = `set -u
pid=$1
shift
if stat=$(cat "/proc/$pid/stat" 2>/dev/null); then
  paths=$(printf '%s\\n' "$@")
  set -- \${stat##*) }
  read -r uptime _ </proc/uptime
  echo "$(date +%s.%3N) $uptime \${20} $(getconf CLK_TCK)"
  IFS='
'
  set -- $paths
else
  echo none
fi
for file; do
  if [ -f "$file" ]; then echo "$(sha256sum <"$file" | cut -d ' ' -f 1) $(stat -c %.3Z "$file") $file"
  else echo "- 0 $file"
  fi
done`;

/** What a process has read, and since when it runs. `pid` 0 stands for one that does not run. */
export async function lookAtProcess(
  host: SshHost,
  pid: number,
  paths: readonly string[],
): Promise<SeenProcess> {
  return parseLook(await host.must(["sh", "-c", script, "sh", String(pid), ...paths]));
}

/** Digests of these files as they are now, by path; "" for one that is not there. */
export async function readDigests(host: SshHost, paths: readonly string[]): Promise<Record<string, string>> {
  const { files } = await lookAtProcess(host, 0, paths);
  return Object.fromEntries(Object.entries(files).map(([path, { sha256 }]) => [path, sha256]));
}

export function parseLook(text: string): SeenProcess {
  const [first = "", ...rest] = text.trim().split("\n");
  const files = rest.map((line): [string, SeenFile] => {
    const [, sha256, changed, path] = /^(\S+) (\S+) (.*)$/.exec(line)!;
    return [path!, { sha256: sha256 === "-" ? "" : sha256!, changedAt: Number(changed) * 1000 }];
  });
  return { startedAt: startOf(first), files: Object.fromEntries(files) };
}

function startOf(line: string): number | null {
  if (line === "none") return null;
  const [now, uptime, ticks, perSecond] = line.split(" ").map(Number) as [number, number, number, number];
  return Math.round((now - uptime + ticks / perSecond) * 1000);
}
