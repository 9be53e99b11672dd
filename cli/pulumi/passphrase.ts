import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { replaceConfigFile } from "../init/replace-file";

/** Where the passphrase lies that protects the secrets in the state, if the environment names none. */
export const passphraseFile = (root: string): string => path.join(root, ".passphrase");

const isGiven = (env: NodeJS.ProcessEnv): boolean =>
  env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;

/** What Pulumi has to be told of the passphrase; what a person has set goes first. The file's name, never its text. */
export const passphraseEnvironment = (root: string, env = process.env): Record<string, string> =>
  isGiven(env) || !existsSync(passphraseFile(root))
    ? {}
    : { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(root) };

/** The passphrase of the secrets in stack files and state; undefined if Pulumi asks a person, or has none. */
export function pulumiPassphrase(root: string, env = process.env): string | undefined {
  const file = env.PULUMI_CONFIG_PASSPHRASE_FILE ?? passphraseFile(root);
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) return env.PULUMI_CONFIG_PASSPHRASE;
  return existsSync(file) ? readFileSync(file, "utf8").replace(/\r?\n$/, "") : undefined;
}

/** Makes a passphrase if there is none yet. Gives its file if it has made one. */
export function makePassphrase(root: string, env = process.env): string | undefined {
  const file = passphraseFile(root);
  if (isGiven(env) || existsSync(file)) return undefined;
  replaceConfigFile(file, `${randomBytes(24).toString("base64url")}\n`, 0o600);
  return file;
}
