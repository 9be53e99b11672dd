import { execFile, execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { errorText } from "../../runtime/contract/error-text";
import type { HostKey } from "./explorer";

const run = promisify(execFile);

/** The keys that a host shows, ed25519 first. Throws if it shows none. */
export async function scanHostKeys(host: string, port: number): Promise<HostKey[]> {
  const args = ["-T", "5", "-p", String(port), "-t", "ed25519,ecdsa,rsa", host];
  const { stdout, stderr } = await run("ssh-keyscan", args).catch((error: unknown) => ({
    stdout: "",
    stderr: errorText(error),
  }));
  const lines = stdout.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0)
    throw new Error(
      `${host}, port ${port}: found no ssh server (${stderr.trim().split("\n")[0] || "no answer"}); expected a host ` +
        "that is switched on, on the LAN, with ssh enabled (Raspberry Pi Imager asks for it).",
    );
  return lines.map(hostKeyOf).sort((a, b) => rank(a) - rank(b));
}

const rank = ({ type }: HostKey): number =>
  ["ED25519", "ECDSA", "RSA"].findIndex((name) => type.startsWith(name));

/** Reads a line of a known_hosts file; ssh-keygen computes the fingerprint, as it does on the host's own screen. */
function hostKeyOf(line: string): HostKey {
  const shown = execFileSync("ssh-keygen", ["-lf", "-"], { input: `${line}\n`, encoding: "utf8" });
  const [, fingerprint, type] = /^\d+ (\S+) .*\((\S+)\)\s*$/.exec(shown.trim()) ?? [];
  if (fingerprint === undefined || type === undefined) throw new Error(`no fingerprint in: ${shown}`);
  return { line, type, fingerprint };
}

/** Adds keys to a known_hosts file, on lines of their own. */
export function addKnownHosts(file: string, keys: readonly HostKey[]): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  // One write of whole lines, so that nothing is left half written.
  appendFileSync(file, gap + keys.map(({ line }) => `${line}\n`).join(""), { mode: 0o600 });
}
