import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadFiles } from "../../components/load-files";
import { adoptFound } from "../adopt/run";
import { isConfirmed } from "../ask-person";
import type { CallOf } from "../frame/command-type";
import { hasHistory, putHistory } from "./node-content";
import { backupPassphrase } from "./backup-passphrase";
import { keptState, stateSecrets } from "./kept-state";
import { differing, putConfigBack } from "./write-config";
import { readBackup, readHistory, type Backup } from "./read-backup";
import { passphraseFile, pulumiPassphrase } from "../pulumi/passphrase";
import { deployedStacks, workspaceOf } from "../pulumi/workspace";
import { Stacks } from "./stacks";

interface Values {
  readonly "passphrase-file": string | undefined;
  readonly up: boolean;
  readonly lists: boolean;
  readonly yes: boolean;
}
type Call = CallOf<Values>;

/**
 * Resolves to the exit code. What was interrupted goes on when it is run again: each step does nothing if it is done.
 */
export async function runRestore(call: Call): Promise<number> {
  const { values, args, root, signal, print, note } = call;
  const file = args[0]!;
  if (!existsSync(file)) throw new Error(`${file}: there is no such file`);
  const passphrase = await backupPassphrase(values["passphrase-file"], signal, false);
  note(`reading ${file} …`);
  const backup = await readBackup(file, passphrase);
  const { manifest, lists } = backup;
  print(`${file}: ${manifest.nodes.join(", ")} at ${manifest.vip}, as of ${manifest.at}\n`);
  const found = { ...lists, from: `the backup of ${manifest.at}` };
  if (values.lists)
    return adoptFound(found, { ...call, values: { ...values, json: false, "dry-run": false } });

  const stacks = new Stacks(root);
  const missing = await missingStates(root, stacks, backup);
  const changed = differing(root, backup.config);
  print(`config: ${backup.config.size} files, ${changed.length} of them to be written\n`);
  print(
    `secrets: ${missing.size === 0 ? "they are there" : `to be put into stack ${[...missing.keys()].join(", ")}`}\n`,
  );
  const agreed = values.yes || (await isConfirmed("Restore it?", { without: "give --yes", signal }));
  if (!agreed) return 1;
  for (const kept of putConfigBack(root, backup.config)) print(`kept as it was: ${kept}\n`);
  usePassphrase(root, backup, print);
  for (const [node, state] of missing) {
    signal.throwIfAborted();
    note(`${node}: its secrets …`);
    await stacks.import(node, state);
  }
  for (const node of manifest.nodes) await stacks.make(node);
  await giveHistories(call, file, passphrase, backup);
  const { nodes } = manifest;
  if (!values.up) {
    print(
      `next: ${nodes.map((node) => `npx pulumi up -s ${node}`).join("; ")}; ha-dns restore ${file} --lists\n`,
    );
    return 0;
  }
  for (const node of nodes) {
    signal.throwIfAborted();
    note(`${node}: up …`);
    await up(root, node);
  }
  return adoptFound(found, { ...call, values: { yes: true, json: false, "dry-run": false } });
}

/**
 * The states that are to be imported, by node: of stacks with secrets of their own, which is the founder's. Rejects if
 * that stack is here with others, since the nodes would get two kinds.
 */
async function missingStates(
  root: string,
  stacks: Stacks,
  { manifest, stacks: states }: Backup,
): Promise<ReadonlyMap<string, string>> {
  // A folder without a project has no stacks.
  const isProject = existsSync(path.join(root, "Pulumi.yaml"));
  const deployed = isProject ? await deployedStacks(await workspaceOf(root)) : [];
  const missing = new Map<string, string>();
  for (const node of manifest.nodes) {
    const state = states.get(node)!;
    const kept = keptState(state);
    if (kept === undefined) continue;
    if (!deployed.includes(node)) missing.set(node, kept);
    else if (!isDeepStrictEqual(stateSecrets(await stacks.export(node)), stateSecrets(state)))
      throw new Error(
        `stack ${node} is deployed here, with other secrets than the backup has. A whole restore is for a project ` +
          "without stacks; --lists puts the lists and settings into a cluster that runs",
      );
  }
  return missing;
}

/** The stack files' own secrets can be read by the passphrase of then alone. */
function usePassphrase(root: string, { passphrase }: Backup, print: (text: string) => void): void {
  if (passphrase === undefined) return;
  const present = pulumiPassphrase(root);
  if (present === passphrase) return;
  if (present !== undefined)
    throw new Error(
      "Pulumi's passphrase here is another than that of the backup, which its stack files need. Unset " +
        `PULUMI_CONFIG_PASSPHRASE and PULUMI_CONFIG_PASSPHRASE_FILE, move ${passphraseFile(root)} away, and run it again`,
    );
  putConfigBack(
    path.dirname(passphraseFile(root)),
    new Map([[path.basename(passphraseFile(root)), Buffer.from(`${passphrase}\n`)]]),
    0o600,
  );
  print(`Pulumi's passphrase is in ${passphraseFile(root)}\n`);
}

async function giveHistories(
  { root, note, print, signal }: Call,
  file: string,
  passphrase: string,
  { histories }: Backup,
): Promise<void> {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  for (const node of nodes) {
    const { name } = node.plan.node;
    const size = histories.get(name);
    if (size === undefined) continue;
    signal.throwIfAborted();
    if (await hasHistory(node)) {
      print(`${name}: its Pi-hole has a history of its own, which stays\n`);
      continue;
    }
    note(`${name}: its history of queries, ${size} bytes …`);
    await readHistory(file, passphrase, name, (content) => putHistory(node, content));
  }
}

/** Deploys a node, as a person would. Rejects if it fails; Pulumi has said why by then. */
async function up(root: string, node: string): Promise<void> {
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "-s", node];
  const child = spawn("pulumi", args, {
    cwd: root,
    env: new Stacks(root).environment(),
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0)
    throw new Error(
      `pulumi up -s ${node} ended with ${code}. Fix what it says, and run ha-dns restore again`,
    );
}
