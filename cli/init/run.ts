import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Stack } from "@pulumi/pulumi/automation";
import { loadFiles } from "../../components/load-files";
import { expandPath } from "../../providers/ssh/target";
import { UsageError, type CallOf } from "../frame/command";
import { runDoctor } from "../doctor/run";
import { makePassphrase } from "../pulumi/passphrase";
import { deployedStacks, loginIfNeeded, makeStacks, workspaceOf } from "../pulumi/workspace";
import { checkAnswers, flagAnswers, readAnswers, SavedAnswers, type Given } from "./answers";
import { answering, Cancelled, takingProposals, type Ask } from "./ask";
import type { Described } from "./described";
import { explorerOf } from "./explore";
import type { Explorer } from "./explorer";
import { configFiles, type Texts } from "./files";
import { interview } from "./interview";
import { elements, flagOf, type Answers } from "./questions";
import { replaceFiles } from "./replace-file";
import { terminalAsk } from "./terminal";

type InitCall = CallOf<Readonly<Record<string, unknown>>>;

/** Resolves to the exit code. */
export async function runInit(call: InitCall): Promise<number> {
  const { values, root, print, note } = call;
  const dryRun = values["dry-run"] === true;
  const saved = new SavedAnswers(root);
  const given = givenAnswers(values);
  const place = explorePlace(root, given, dryRun);
  try {
    const explorer = explorerOf({ root, interactive: values.yes !== true, ...place });
    const ask = await whoAnswers(call, given.answers, explorer);
    if (!dryRun) await refuseIfDeployed(root);
    const before = ask.isPerson ? await goOn(ask, saved.read()) : {};
    const onAnswer = (answers: Answers) => (ask.isPerson && !dryRun ? saved.write(answers) : undefined);
    const asking = answering({ ...before, ...given.answers }, ask, onAnswer);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const described = await interview(asking, dryRun ? changingNothing(explorer) : explorer, zone);
    const texts = configFiles(described, given.config, textsOf(root, described));
    // The same reader as the deployment's, and the same sentences.
    loadFiles(root, process.env.HA_DNS_SITE, texts);
    if (dryRun) {
      for (const [name, text] of Object.entries(texts)) print(`# --- ${name}\n${text}`);
      return 0;
    }
    if (!(await ask.confirm(`Write ${Object.keys(texts).join(", ")}?`))) throw new Cancelled();
    replaceFiles(inFolder(root, texts));
    await prepareStacks(call, described);
    saved.remove();
    return await checkAndPreview(call, described);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    note("Nothing was written. The next ha-dns init goes on with your answers.");
    return 130;
  } finally {
    if (place.temporary) rmSync(place.temporary, { recursive: true, force: true });
  }
}

function givenAnswers(values: Readonly<Record<string, unknown>>): Given {
  const file = values.answers;
  const read: Given = typeof file === "string" ? readAnswers(file) : { answers: {}, config: {} };
  const answers = { ...read.answers, ...flagAnswers(values) };
  checkAnswers(answers);
  return { answers, config: read.config };
}

/** A dry run compares host keys as well, and remembers them in a file that is gone afterwards. */
function explorePlace(
  root: string,
  { config }: Given,
  dryRun: boolean,
): { readonly knownHostsFile?: string; readonly temporary?: string } {
  const named = typeof config.knownHosts === "string" ? expandPath(config.knownHosts, root) : undefined;
  if (!dryRun) return { knownHostsFile: named };
  const temporary = mkdtempSync(path.join(tmpdir(), "ha-dns-init-"));
  const knownHostsFile = path.join(temporary, "known_hosts");
  const from = named ?? expandPath("~/.ssh/known_hosts", root);
  if (existsSync(from)) copyFileSync(from, knownHostsFile);
  return { knownHostsFile, temporary };
}

async function whoAnswers({ values, note }: InitCall, answers: Answers, explorer: Explorer): Promise<Ask> {
  const missing = unanswerable(answers, explorer);
  if (values.yes === true) {
    if (missing.length > 0) throw new UsageError(`ha-dns init --yes: missing ${missing.join(", ")}.`);
    return takingProposals(note);
  }
  if (process.stdin.isTTY && process.stdout.isTTY) return terminalAsk();
  throw new UsageError(
    "ha-dns init: there is no terminal to ask in. Expected --yes" +
      `${missing.length > 0 ? ` and ${missing.join(", ")}` : ""}, or --answers FILE with them; ` +
      "--dhcp-pool too if there is a DHCP server. ha-dns init --help lists all flags.",
  );
}

/** What cannot be proposed, as flags. */
function unanswerable({ hosts, fingerprints, sshPort }: Answers, { isKnown }: Explorer): string[] {
  if (hosts === undefined)
    return [`--${flagOf("hosts")}`, ...(fingerprints === undefined ? ["--fingerprints"] : [])];
  const known = elements(hosts).every((host) => isKnown(host, Number(sshPort ?? 22)));
  return known || fingerprints !== undefined ? [] : ["--fingerprints"];
}

async function refuseIfDeployed(root: string): Promise<void> {
  await loginIfNeeded(root);
  const deployed = await deployedStacks(await workspaceOf(root));
  if (deployed.length === 0) return;
  throw new Error(
    `${deployed.join(", ")}: found a cluster that is deployed from here; expected none. For a further node: ` +
      "ha-dns add. To change the config: edit Pulumi.yaml, then ha-dns up.",
  );
}

async function goOn(ask: Ask, answers: Answers): Promise<Answers> {
  const lines = Object.entries(answers).map(([name, answer]) => `  ${name}: ${answer}`);
  if (lines.length === 0) return {};
  ask.say(`Answers of an unfinished run:\n${lines.join("\n")}`);
  return (await ask.confirm("Go on with them?")) ? answers : {};
}

/** A dry run makes no key and lets none in. */
const changingNothing = (explorer: Explorer): Explorer => ({
  ...explorer,
  makeKey(file) {
    throw new Error(
      `--dry-run makes no key: found no ${file}; ssh-keygen -t ed25519 -N "" -f ${file} makes it.`,
    );
  },
  letIn: (host, user) =>
    Promise.reject(new Error(`--dry-run lets no key in: root@${host} needs it first, by way of ${user}.`)),
});

function textsOf(root: string, { nodes }: Described): Texts {
  const names = ["Pulumi.yaml", ...nodes.map(({ name }) => `Pulumi.${name}.yaml`)];
  const present = names.filter((name) => existsSync(path.join(root, name)));
  return Object.fromEntries(present.map((name) => [name, readFileSync(path.join(root, name), "utf8")]));
}

const inFolder = (root: string, texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [path.join(root, name), text]));

async function prepareStacks({ root, note }: InitCall, { nodes }: Described): Promise<void> {
  const made = makePassphrase(root);
  if (made)
    note(
      `${made} holds the passphrase of the secrets. Keep a copy elsewhere: without it the state cannot be read.`,
    );
  const stacks = await makeStacks(
    await workspaceOf(root),
    nodes.map(({ name }) => name),
  );
  if (stacks.length > 0) note(`made the stacks ${stacks.join(", ")}`);
}

async function checkAndPreview(call: InitCall, { nodes }: Described): Promise<number> {
  const { root, note, print } = call;
  const checked = await runDoctor({ ...call, values: { json: false } });
  if (checked !== 0) {
    print("\nThe config is written. Fix what was found, then: ha-dns doctor, and ha-dns up.\n");
    return 1;
  }
  const [founder] = nodes;
  note(`previewing ${founder!.name} …`);
  const stack = await Stack.select(founder!.name, await workspaceOf(root));
  const { changeSummary } = await stack.preview();
  const changes = Object.entries(changeSummary).map(([what, count]) => `${count} to ${what}`);
  print(`\n${founder!.name}: ${changes.join(", ")}. Nothing was deployed yet. To deploy: ha-dns up\n`);
  return 0;
}
