import { spawnSync } from "node:child_process";
import { commandLine } from "../../providers/ssh/quote";

export interface Door {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly publicKey: string;
  /** Whether ssh and sudo may ask for a password. Nothing of it comes to this program. */
  readonly interactive: boolean;
}

/** Adds the key to root's, once. */
const script = `umask 077
mkdir -p /root/.ssh
file=/root/.ssh/authorized_keys
grep -qxF "$1" "$file" 2>/dev/null && exit
[ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || echo >>"$file"
printf '%s\\n' "$1" >>"$file"`;

/** Lets the key in as root, by a user who may use sudo. Throws with how to do it by hand. */
export function letRootIn({ host, port, user, keyFile, knownHostsFile, publicKey, interactive }: Door): void {
  const sudo = interactive ? ["sudo"] : ["sudo", "-n"];
  const args = [
    "-p",
    String(port),
    "-i",
    keyFile,
    "-o",
    `UserKnownHostsFile=${knownHostsFile}`,
    "-o",
    "StrictHostKeyChecking=yes",
    ...(interactive ? ["-t"] : ["-o", "BatchMode=yes"]),
    `${user}@${host}`,
    commandLine([...sudo, "sh", "-c", script, "let-in", publicKey]),
  ];
  const stdio = interactive ? "inherit" : (["ignore", "pipe", "pipe"] as const);
  const { status, stderr } = spawnSync("ssh", args, { stdio: stdio as "inherit", encoding: "utf8" });
  if (status === 0) return;
  throw new Error(
    `${user}@${host} could not let the key in as root (ssh ended with ${status}): ${(stderr ?? "").trim()}\n` +
      `On the host, as root: mkdir -p -m 700 /root/.ssh; echo '${publicKey}' >>/root/.ssh/authorized_keys`,
  );
}
