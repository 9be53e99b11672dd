import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { loadFiles } from "../../components/load-files";
import { runDoctor } from "../doctor/run";
import { makePassphrase } from "../pulumi/passphrase";
import { makeStacks, missingStacks, workspaceOf } from "../pulumi/workspace";
import { Cancelled } from "./answerer";
import type { Texts } from "./config-files";
import { replaceFiles } from "./replace-file";
import type { InitSession, SessionCall } from "./session";

/** The texts of Pulumi.yaml and of the nodes' files, if they exist. */
export function textsOf(root: string, nodes: readonly string[]): Texts {
  const names = ["Pulumi.yaml", ...nodes.map((name) => `Pulumi.${name}.yaml`)];
  const present = names.filter((name) => existsSync(path.join(root, name)));
  return Object.fromEntries(present.map((name) => [name, readFileSync(path.join(root, name), "utf8")]));
}

/**
 * Checks config files by the deployment's own rules, writes them, and makes the stacks. Resolves to whether it has
 * written: a dry run prints them. Throws with every problem before a byte is written, and Cancelled if a person says no.
 */
export async function writeConfig(
  { root, print, note }: SessionCall,
  { ask, dryRun }: InitSession,
  texts: Texts,
  nodes: readonly string[],
): Promise<boolean> {
  loadFiles(root, process.env.HA_DNS_SITE, texts);
  if (dryRun) {
    for (const [name, text] of Object.entries(texts)) print(`# --- ${name}\n${text}`);
    return false;
  }
  if (!(await ask.confirm(`Write ${Object.keys(texts).join(", ")}?`))) throw new Cancelled();
  const workspace = await workspaceOf(root);
  const missing = await missingStacks(workspace, nodes);
  const written = Object.entries(texts).map(([name, text]) => {
    const isNew = missing.some((node) => name === `Pulumi.${node}.yaml`);
    return [path.join(root, name), isNew ? withoutSalt(text) : text] as const;
  });
  replaceFiles(Object.fromEntries(written));
  const made = makePassphrase(root);
  if (made)
    note(
      `${made} holds the passphrase of the secrets. Keep a copy elsewhere: without it the state cannot be read.`,
    );
  // A new workspace, because the old one does not know the passphrase.
  await makeStacks(await workspaceOf(root), missing);
  if (missing.length > 0) note(`made the stacks ${missing.join(", ")}`);
  return true;
}

/**
 * Removes the salt from the file of a stack that is still to be made, so that Pulumi writes a new one: the old salt
 * belongs to another passphrase, and Pulumi would accept only that one. Keeps the salt if the file has encrypted values;
 * Pulumi then complains of the passphrase.
 */
export const withoutSalt = (text: string): string =>
  /^\s+secure:/m.test(text) ? text : text.replace(/^encryptionsalt:.*\n?/m, "");

/** Whether the doctor finds no problem; says what to do if it does. */
export async function isWell(call: SessionCall): Promise<boolean> {
  if ((await runDoctor({ ...call, values: { json: false } })) === 0) return true;
  call.print("\nThe config is written. Fix what was found, then: ha-dns doctor, and ha-dns up.\n");
  return false;
}
