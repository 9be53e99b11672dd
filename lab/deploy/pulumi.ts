import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { stackFile } from "../../components/config/raw";
import type { LabSettings } from "../settings";
import { must, run, type Result, type RunOptions } from "../shell";

/** What an update did, from the engine's own events. */
export interface Update {
  readonly seconds: number;
  /** Number of resources by operation: `create`, `update`, `delete`, `replace`, `same`. */
  readonly changes: Readonly<Record<string, number>>;
}

/**
 * Runs the Pulumi CLI in the checkout, with the environment that `.lab/env` has set. But for what a `config` command
 * is told to write, stack files stay as they were.
 */
export function pulumi(
  settings: LabSettings,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result> {
  const work = () =>
    run("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: settings.root,
      timeoutMs: 15 * 60_000,
      ...options,
    });
  const stack = args[args.indexOf("-s") + 1];
  return args[0] === "config" || !args.includes("-s") ? work() : keepingFile(settings, stack!, work);
}

interface StackSummary {
  readonly name: string;
  readonly resourceCount?: number;
}

const listStacks = async (settings: LabSettings): Promise<readonly StackSummary[]> =>
  JSON.parse(await must("pulumi", ["stack", "ls", "--json"], { cwd: settings.root })) as StackSummary[];

/** How many resources a stack's state tells of; 0 if there is no such stack. */
export const resourceCount = async (settings: LabSettings, stack: string): Promise<number> =>
  (await listStacks(settings)).find(({ name }) => name === stack)?.resourceCount ?? 0;

/** Makes the stack where there is none, and leaves its committed file as it was. */
export async function ensureStack(settings: LabSettings, stack: string): Promise<void> {
  if ((await listStacks(settings)).some(({ name }) => name === stack)) return;
  await keepingFile(settings, stack, () => must("pulumi", ["stack", "init", stack], { cwd: settings.root }));
}

/** `pulumi up` without questions. Throws with what the engine said where it fails. */
export async function up(
  settings: LabSettings,
  stack: string,
  extra: readonly string[] = [],
): Promise<Update> {
  const from = Date.now();
  const args = ["up", "--yes", "--skip-preview", "--json", "-s", stack, ...extra];
  const result = await pulumi(settings, args);
  const events = parseEvents(result.stdout);
  if (result.code !== 0) throw new Error(`pulumi up -s ${stack} failed:\n${complaint(events, result)}`);
  const summary = events.map((event) => event.summaryEvent).find(Boolean);
  return { seconds: (Date.now() - from) / 1000, changes: summary?.resourceChanges ?? {} };
}

/** `pulumi destroy` without questions. Throws with what the engine said where it fails. */
export async function destroy(settings: LabSettings, stack: string): Promise<void> {
  const args = ["destroy", "--yes", "--skip-preview", "--json", "-s", stack];
  const result = await pulumi(settings, args);
  if (result.code !== 0)
    throw new Error(`pulumi destroy -s ${stack} failed:\n${complaint(parseEvents(result.stdout), result)}`);
}

/** Removes what work by hand has left of stacks that have no file in the checkout: files with nothing but a salt. */
export async function tidyStackFiles(settings: LabSettings): Promise<void> {
  for (const { name } of settings.nodes.filter(({ listed }) => !listed)) {
    const file = stackFile(settings.root, name);
    if (existsSync(file) && /^encryptionsalt:.*\n?$/.test(await readFile(file, "utf8"))) await rm(file);
  }
}

/** Number of resources that an update would change, or did; to read another stack's outputs changes nothing. */
export const changed = (changes: Update["changes"]): number =>
  Object.entries(changes)
    .filter(([operation]) => operation !== "same" && operation !== "read")
    .reduce((sum, [, count]) => sum + count, 0);

interface EngineEvent {
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
  readonly summaryEvent?: { readonly resourceChanges?: Record<string, number> };
}

/** `--json` prints one event a line. */
function parseEvents(text: string): EngineEvent[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as EngineEvent);
}

function complaint(events: readonly EngineEvent[], result: Result): string {
  const errors = events
    .map((event) => event.diagnosticEvent)
    .filter((diagnostic) => diagnostic?.severity === "error")
    .map((diagnostic) => diagnostic!.message.trim());
  return errors.join("\n") || result.stderr.trim() || result.stdout.slice(-2000);
}

/**
 * A stack of a passphrase backend has its salt in its committed file. The lab's is in the state as well, and is
 * taken from there, so that the files stay as they were committed, and a node without a file stays without one.
 */
async function keepingFile<T>(settings: LabSettings, stack: string, work: () => Promise<T>): Promise<T> {
  const file = stackFile(settings.root, stack);
  const read = async () => (existsSync(file) ? readFile(file, "utf8") : "");
  const before = await read();
  try {
    return await work();
  } finally {
    if (!before.includes("encryptionsalt:")) {
      const without = (await read()).replace(/^encryptionsalt:.*\n?/m, "");
      // Pulumi writes the file anew: where only the salt was added, what stood there comes back byte for byte.
      const after = sameWords(without, before) ? before : without;
      if (after === "") await rm(file, { force: true });
      else await writeFile(file, after);
    }
  }
}

const sameWords = (a: string, b: string): boolean => {
  const words = (text: string) => text.replace(/["']/g, "").split(/\s+/).filter(Boolean).join(" ");
  return words(a) === words(b);
};
