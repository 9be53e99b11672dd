import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expandPath } from "../../providers/ssh/target";
import { UsageError, type CallOf } from "../frame/command-type";
import { checkAnswers, flagAnswers, readAnswers, SavedAnswers, type Given } from "./given-answers";
import { answering, Cancelled, takingProposals, type Answerer } from "./answerer";
import { explorerOf } from "./explore";
import type { Explorer } from "./explorer";
import { elements, flagOf, type InitAnswers, type QuestionName } from "./init-questions";
import { terminalAsk } from "./terminal";

/** The values of those options, and of a flag for each question. */
export type SessionCall = CallOf<Readonly<Record<string, unknown>>>;

/** A run of questions, from a person or from a file of answers. */
export interface InitSession {
  readonly ask: Answerer;
  readonly explorer: Explorer;
  readonly dryRun: boolean;
  /** Further config keys, from the file of answers. */
  readonly config: Given["config"];
  /** Forgets the answers of an unfinished run: this one is finished. */
  readonly finish: () => void;
}

export interface SessionPlace {
  /** The command's name. */
  readonly command: "init" | "add";
  /** Of the config, if there is one already. */
  readonly knownHosts?: string;
  readonly sshPort?: number;
  /** Throws if the command cannot be used now. Not called by a dry run. */
  readonly before: () => Promise<void>;
}

/** Does `work` with somebody who answers. Resolves to its exit code, or to 130 if a person has pressed Ctrl-C. */
export async function inSession(
  call: SessionCall,
  place: SessionPlace,
  work: (session: InitSession) => Promise<number>,
): Promise<number> {
  const { values, root, note } = call;
  const dryRun = values["dry-run"] === true;
  const saved = new SavedAnswers(root, place.command);
  const given = givenAnswers(values);
  const files = hostFiles(root, given.config.knownHosts ?? place.knownHosts, dryRun);
  try {
    const explorer = explorerOf({ root, interactive: values.yes !== true, ...files });
    const ask = await whoAnswers(call, place, given.answers, explorer);
    if (!dryRun) await place.before();
    const before = ask.isPerson ? await goOn(ask, saved.read()) : {};
    const onAnswer = (answers: InitAnswers) => (ask.isPerson && !dryRun ? saved.write(answers) : undefined);
    return await work({
      ask: answering({ ...before, ...given.answers }, ask, onAnswer),
      explorer: dryRun ? changingNothing(explorer) : explorer,
      dryRun,
      config: given.config,
      finish: () => saved.remove(),
    });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    note(`Nothing was written. The next ha-dns ${place.command} goes on with your answers.`);
    return 130;
  } finally {
    if (files.temporary) rmSync(files.temporary, { recursive: true, force: true });
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
function hostFiles(
  root: string,
  knownHosts: unknown,
  dryRun: boolean,
): { readonly knownHostsFile?: string; readonly temporary?: string } {
  const named = typeof knownHosts === "string" ? expandPath(knownHosts, root) : undefined;
  if (!dryRun) return { knownHostsFile: named };
  const temporary = mkdtempSync(path.join(tmpdir(), "ha-dns-init-"));
  const knownHostsFile = path.join(temporary, "known_hosts");
  const from = named ?? expandPath("~/.ssh/known_hosts", root);
  if (existsSync(from)) copyFileSync(from, knownHostsFile);
  return { knownHostsFile, temporary };
}

async function whoAnswers(
  { values, note }: SessionCall,
  { command, sshPort }: SessionPlace,
  answers: InitAnswers,
  explorer: Explorer,
): Promise<Answerer> {
  const missing = unanswerable({ sshPort: String(sshPort ?? 22), ...answers }, explorer);
  if (values.yes === true) {
    if (missing.length > 0) throw new UsageError(`ha-dns ${command} --yes: missing ${missing.join(", ")}.`);
    return takingProposals(note);
  }
  if (process.stdin.isTTY && process.stdout.isTTY) return terminalAsk();
  const pool = command === "init" ? "; --dhcp-pool too if there is a DHCP server" : "";
  throw new UsageError(
    `ha-dns ${command}: there is no terminal to ask in. Expected --yes` +
      `${missing.length > 0 ? ` and ${missing.join(", ")}` : ""}, or --answers FILE with them${pool}. ` +
      `ha-dns ${command} --help lists all flags.`,
  );
}

/** What cannot be proposed, as flags. */
function unanswerable({ hosts, fingerprints, sshPort }: InitAnswers, { isKnown }: Explorer): string[] {
  const flags = (...names: QuestionName[]) => names.map((name) => `--${flagOf(name)}`);
  if (hosts === undefined)
    return fingerprints === undefined ? flags("hosts", "fingerprints") : flags("hosts");
  const known = elements(hosts).every((host) => isKnown(host, Number(sshPort)));
  return known || fingerprints !== undefined ? [] : flags("fingerprints");
}

async function goOn(ask: Answerer, answers: InitAnswers): Promise<InitAnswers> {
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
