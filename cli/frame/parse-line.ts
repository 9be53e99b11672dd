import { parseArgs } from "node:util";
import { nearest } from "../../components/config/nearest";
import { UsageError, type Command, type Option, type Options } from "./command-type";

/** A command line that was understood. */
export interface Parsed {
  /** Undefined if only help for all commands is asked for. */
  readonly command: Command | undefined;
  readonly help: boolean;
  readonly values: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly args: readonly string[];
}

/** Reads a command line. Throws UsageError with the nearest name. */
export function parseLine(commands: readonly Command[], argv: readonly string[]): Parsed {
  if (argv.length === 0 || isHelp(argv[0]!)) return { command: undefined, help: true, values: {}, args: [] };
  const command = findCommand(commands, argv);
  const rest = argv.slice(command.name.split(" ").length);
  if (rest.some(isHelp)) return { command, help: true, values: {}, args: [] };
  const { values, args } = readOptions(command, rest);
  checkArguments(command, args);
  return { command, help: false, values, args };
}

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

/** The command with the most words that the line begins with. */
function findCommand(commands: readonly Command[], argv: readonly string[]): Command {
  const [two, one] = [argv.slice(0, 2).join(" "), argv[0]!];
  const found = commands.find(({ name }) => name === two) ?? commands.find(({ name }) => name === one);
  if (found) return found;
  const family = commands.filter(({ name }) => name.startsWith(`${one} `)).map(({ name }) => name);
  if (family.length > 0) throw new UsageError(`ha-dns ${one}: expected ${list(family, "ha-dns ")}.`);
  const names = commands.map(({ name }) => name);
  const near = nearest(two, names) ?? nearest(one, names);
  throw new UsageError(
    `ha-dns: there is no command ${one}. ${near ? `Did you mean ${near}? ` : ""}ha-dns --help lists all.`,
  );
}

function readOptions(command: Command, rest: readonly string[]): Pick<Parsed, "values" | "args"> {
  const types = Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const);
  // Not strict, because its messages name neither the command nor the nearest option.
  const { tokens } = parseArgs({
    args: [...rest],
    options: Object.fromEntries(types),
    strict: false,
    tokens: true,
  });
  const values = defaults(command.options);
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") args.push(token.value);
    if (token.kind !== "option") continue;
    const option = knownOption(command, token.name, token.rawName);
    const value = optionValue(command, token.name, option, token);
    values[token.name] = option.multiple ? [...(values[token.name] as string[]), value as string] : value;
  }
  const missing = Object.entries(command.options).find(
    ([name, { required }]) => required && values[name] === undefined,
  );
  if (missing) {
    const [name, option] = missing;
    throw new UsageError(
      `ha-dns ${command.name}: --${name} ${placeholder(option)} is missing: ${option.help}. ${seeHelp(command)}`,
    );
  }
  return { values, args };
}

function defaults(options: Options): Record<string, boolean | string | readonly string[] | undefined> {
  const entries = Object.entries(options).map(([name, { type, multiple }]) => {
    if (type === "boolean") return [name, false] as const;
    return [name, multiple ? [] : undefined] as const;
  });
  return Object.fromEntries(entries);
}

function knownOption(command: Command, name: string, written: string): Option {
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option) return option;
  const near = nearest(name, Object.keys(command.options));
  throw new UsageError(
    `ha-dns ${command.name}: there is no option ${written}. ` +
      `${near ? `Did you mean --${near}? ` : ""}${seeHelp(command)}`,
  );
}

function optionValue(
  command: Command,
  name: string,
  option: Option,
  token: { readonly value?: string | undefined; readonly inlineValue?: boolean | undefined },
): boolean | string {
  const { value } = token;
  if (option.type === "boolean") {
    if (value === undefined) return true;
    throw new UsageError(`ha-dns ${command.name}: --${name} takes no value. ${seeHelp(command)}`);
  }
  // `--node --json` forgets the value; a value that begins with a hyphen is written --node=-x.
  if (value === undefined || value === "" || (value.startsWith("-") && !token.inlineValue))
    throw new UsageError(
      `ha-dns ${command.name}: --${name} has no value; expected --${name} ${placeholder(option)}.`,
    );
  if (option.choices && !option.choices.includes(value))
    throw new UsageError(`ha-dns ${command.name}: --${name} ${value}: expected ${list(option.choices)}.`);
  return value;
}

function checkArguments(command: Command, args: readonly string[]): void {
  const expected = command.arguments ?? [];
  const missing = expected.filter(({ optional }) => !optional)[args.length];
  if (missing)
    throw new UsageError(
      `ha-dns ${command.name}: ${missing.name} is missing: ${missing.help}. ${seeHelp(command)}`,
    );
  if (args.length > expected.length && !expected.at(-1)?.multiple)
    throw new UsageError(
      `ha-dns ${command.name}: ${args[expected.length]} is one argument too many. ${seeHelp(command)}`,
    );
  args.forEach((given, i) => {
    const argument = expected[Math.min(i, expected.length - 1)]!;
    if (!argument.choices || argument.choices.includes(given)) return;
    const near = nearest(given, argument.choices);
    throw new UsageError(
      `ha-dns ${command.name}: ${given}: expected ${near ? `${near}?` : list(argument.choices)}`,
    );
  });
}

export const placeholder = ({ value, choices }: Option): string => choices?.join("|") ?? value ?? "TEXT";

const seeHelp = (command: Command): string => `ha-dns ${command.name} --help explains it.`;

const list = (names: readonly string[], before = ""): string =>
  names.map((name) => `${before}${name}`).join(" or ");
