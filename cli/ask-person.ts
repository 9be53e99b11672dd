import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "./frame/command-type";

/** Asks a person; what they type is shown unless it is `hidden`. Rejects if nobody is there. */
export async function askPerson(
  question: string,
  { hidden = false, without, signal }: Asking,
): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`nobody can be asked here: ${without}`);
  process.stderr.write(question);
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  try {
    return await lines.question("", { signal });
  } finally {
    lines.close();
    if (hidden) process.stderr.write("\n");
  }
}

/** Asks a person for a yes; anything else is a no. */
export async function isConfirmed(question: string, asking: Asking): Promise<boolean> {
  const answer = await askPerson(`${question} [y/N] `, asking);
  return /^y(es)?$/i.test(answer.trim());
}

interface Asking {
  readonly hidden?: boolean;
  /** How to do without a person. */
  readonly without: string;
  readonly signal: AbortSignal;
}

/** A file's line, without its end. Throws with the path if there is none. */
export function lineOf(file: string, number: number): string {
  const line = readFileSync(file, "utf8").split(/\r?\n/)[number];
  if (!line) throw new Error(`${file}: line ${number + 1} is empty`);
  return line;
}
