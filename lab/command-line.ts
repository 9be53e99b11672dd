import { parseArgs, type ParseArgsConfig } from "node:util";
import { errorText } from "../runtime/contract/error-text";

/** What was asked for cannot be done; the message says what can. */
export class UsageError extends Error {}

export interface Command<Options extends object> {
  readonly help: () => string;
  /** Reads the command line; "help" where that was asked for. Throws UsageError. */
  readonly parse: (argv: readonly string[]) => Options | "help";
  /** Does it, and resolves to the exit code. May throw UsageError. */
  readonly perform: (options: Options) => Promise<number>;
}

/** Runs a command: its exit code, 2 where it was not understood. */
export async function runCommand<Options extends object>(
  { help, parse, perform }: Command<Options>,
  argv: readonly string[],
): Promise<number> {
  try {
    const options = parse(argv);
    if (options !== "help") return await perform(options);
    process.stdout.write(help());
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** The values of options, as node:util's parseArgs reads them. Throws UsageError. */
export function optionValues<T extends NonNullable<ParseArgsConfig["options"]>>(
  argv: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(errorText(error));
  }
}

/** The whole number that an option's text is. Throws UsageError if it is none, or out of bounds. */
export function whole(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${option} is "${text}", and has to be a whole number from ${min} to ${max}`);
  return value;
}
