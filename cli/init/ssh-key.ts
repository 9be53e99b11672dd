import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Whether a private key is there, and whether programs can use it. */
export function keyState(file: string): "usable" | "missing" | "has a passphrase" {
  if (!existsSync(file)) return "missing";
  return spawnSync("ssh-keygen", ["-y", "-P", "", "-f", file]).status === 0 ? "usable" : "has a passphrase";
}

/** Makes an ed25519 key without a passphrase. */
export function makeKey(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ha-dns", "-f", file]);
}

/** The public half, as it stands in an authorized_keys file. */
export const publicKey = (file: string): string =>
  existsSync(`${file}.pub`)
    ? readFileSync(`${file}.pub`, "utf8").trim()
    : execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" }).trim();
