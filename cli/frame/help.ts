import type { Argument, Command } from "./command-type";
import { placeholder } from "./parse-line";

const exitCodes = "Exit code: 0 done, 1 something was found or failed, 2 the command was not understood.\n";

/** The list of all commands. */
export function helpForAll(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return (
    "ha-dns COMMAND [OPTION]…\n\n" +
    "Installs, checks and operates the cluster from the machine that you deploy from.\n\n" +
    `${table(rows)}\n\nha-dns COMMAND --help explains one.\n${exitCodes}`
  );
}

/** The help of one command. */
export function helpFor({ name, summary, details, arguments: args = [], options }: Command): string {
  const usage = ["ha-dns", name, ...args.map(argumentUsage), "[OPTION]…"].join(" ");
  const rows = [
    ...args.map(({ name: argument, help }) => [argument, help] as const),
    ...Object.entries(options).map(([option, it]) => [
      it.type === "boolean" ? `--${option}` : `--${option} ${placeholder(it)}`,
      it.help,
    ]),
    ["--help", "this text"],
  ] as const;
  const text = details ? `\n\n${details.trim()}` : "";
  return `${usage}\n\n${capital(summary)}.${text}\n\n${table(rows)}\n\n${exitCodes}`;
}

function argumentUsage({ name, optional, multiple }: Argument): string {
  const text = multiple ? `${name}…` : name;
  return optional ? `[${text}]` : text;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([name]) => name!.length)) + 3;
  return rows.map(([name, text]) => `  ${name!.padEnd(width)}${text}`).join("\n");
}
