import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** How to reach a host by ssh. Holds no secret: the private key stays in its file. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  /** A user that may do everything on the host: root. */
  readonly user: string;
  readonly keyFile: string;
  /** The known_hosts file that OpenSSH itself is given. */
  readonly knownHostsFile: string;
  /** The host's public keys, as `TYPE BASE64`; any other is refused. */
  readonly hostKeys: readonly string[];
}

/** The path with `~` and the project's root filled in. */
export function expandPath(file: string, root: string): string {
  return /^~[/\\]/.test(file) ? path.join(homedir(), file.slice(2)) : path.resolve(root, file);
}

/** The host's keys from an OpenSSH known_hosts file, hashed names included; none if it is not in there. */
export function knownHostKeys(file: string, host: string, port: number): string[] {
  if (!existsSync(file)) return [];
  const name = port === 22 ? host : `[${host}]:${port}`;
  try {
    const found = execFileSync("ssh-keygen", ["-F", name, "-f", file], { encoding: "utf8" });
    return found
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("@"))
      .map((line) => line.split(/\s+/).slice(1, 3).join(" "))
      .sort(bySafety);
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string };
    // ssh-keygen exits with 1 where the host is not in the file; anything else is a failure of its own.
    if (status === 1) return [];
    if (code === "ENOENT")
      throw new Error(
        "this machine has no ssh-keygen, by which host keys are looked up: install OpenSSH's client " +
          "(Debian: openssh-client; Windows: Settings, Optional features, OpenSSH Client)",
        { cause: error },
      );
    throw error;
  }
}

/**
 * The keys that the host is known by today. A state remembers those of the day of its deployment, and refresh and
 * destroy are given what it remembers; since then the host may have been set up again, and its new key accepted.
 */
export function keysOfToday({ knownHostsFile, host, port, hostKeys }: SshTarget): readonly string[] {
  const known = knownHostKeys(knownHostsFile, host, port);
  return known.length > 0 ? known : hostKeys;
}

// Where only one key can be given, it is the first: an `ssh-rsa` one would be taken for SHA-1, which sshd refuses.
const order = ["ssh-ed25519", "ecdsa-sha2", "sk-", "ssh-rsa"];
const bySafety = (a: string, b: string): number => rank(a) - rank(b);
const rank = (key: string): number => order.findIndex((type) => key.startsWith(type));

export const readKey = (target: SshTarget): string => readFileSync(target.keyFile, "utf8");
