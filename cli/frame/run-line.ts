import { errorText } from "../../runtime/contract/error-text";
import { UsageError, type Call, type Command } from "./command-type";
import { helpFor, helpForAll } from "./help";
import { parseLine } from "./parse-line";

export interface CliOutput {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

export interface Place extends Pick<Call, "signal"> {
  /** The project's folder; undefined if there is none. */
  readonly root: string | undefined;
  readonly onCommand?: (command: Command) => void;
}

/** Runs one command line. Resolves to the exit code; never rejects. */
export async function runLine(
  commands: readonly Command[],
  argv: readonly string[],
  place: Place,
  { print, complain }: CliOutput,
): Promise<number> {
  const started = performance.now();
  const note = (text: string) =>
    complain(`[${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
  try {
    const { command, help, values, args } = parseLine(commands, argv);
    if (help || !command) {
      print(command ? helpFor(command) : helpForAll(commands));
      return 0;
    }
    if (place.root === undefined && !command.needsNoProject)
      throw new UsageError(
        `ha-dns ${command.name}: found no Pulumi.yaml in this folder or above it; expected the folder of a cluster. ` +
          "Go there, or make one: ha-dns new FOLDER",
      );
    place.onCommand?.(command);
    // The parser has read the values by the command's own options.
    const call = {
      values,
      args,
      root: place.root ?? process.cwd(),
      signal: place.signal,
      print,
      note,
    } as Call;
    return await command.run(call);
  } catch (error) {
    complain(`${errorText(error).trimEnd()}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
