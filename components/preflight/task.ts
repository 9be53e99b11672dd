import { errorText } from "../../runtime/contract/error-text";

/** One command on a host whose output tells something of it. */
export interface Task {
  readonly command: readonly string[];
  readonly stdin?: string;
  /** The command is ended after so many seconds, on the host as well. */
  readonly seconds: number;
}

/** The task's command, which `timeout` ends on the host, with what it left running in its process group. */
export const boundedCommand = ({ command, seconds }: Task): string[] => [
  "timeout",
  "--kill-after=1",
  String(seconds),
  ...command,
];

/** For a question that this cluster does not need: no output. */
export const nothingToAsk: Task = { command: ["true"], seconds: 1 };

/** What a task came to: its output, or why there is none. */
export type TaskOutput =
  | { readonly ok: true; readonly stdout: string; readonly stderr: string; readonly code: number }
  | { readonly ok: false; readonly why: string };

/** A fact of a host, or why it is not known. */
export type Fact<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** Gives a task's output its type. A parser that throws makes the fact unknown, and so does a task that failed. */
export function factOf<T>(
  reading: TaskOutput,
  parse: (stdout: string, reading: Extract<TaskOutput, { ok: true }>) => T,
): Fact<T> {
  if (!reading.ok) return { known: false, why: reading.why };
  try {
    return { known: true, value: parse(reading.stdout, reading) };
  } catch (error) {
    const why = reading.stderr.trim() || errorText(error);
    return { known: false, why: why.slice(0, 500) };
  }
}

/** A parser for `factOf` that is only used if the command succeeded: otherwise the fact is unknown. */
export const ifSuccessful =
  <T>(parse: (stdout: string) => T) =>
  (stdout: string, { code }: { readonly code: number }): T => {
    if (code !== 0) throw new Error(`exit code ${code}`);
    return parse(stdout);
  };

/** The words of each line. */
export const wordRows = (stdout: string): string[][] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" "));
