import { waits, type Wait } from "./control";

/** A command line that means nothing. */
export class UsageError extends Error {}

export const usage = `usage: agent.js COMMAND
  run                            keep this node's DNS, VRRP and role files; ends on SIGTERM
  check [--json] [--wait SECONDS]  does this node answer? exit 0 when every check is good, else 1
  status [--json]                what the running agent knows
  drain [--force]                hand the virtual IP over, and stay out until undrain or a boot;
                                 with --force also where no peer takes it
  undrain                        come back
  wait drained|serving [--seconds N]  until this node has left the lead, or may lead again (10)
  failback                       take the virtual IP back now
  --help`;

const names = ["run", "check", "status", "drain", "undrain", "wait", "failback"] as const;

export interface Command {
  readonly name: (typeof names)[number] | "help";
  readonly json: boolean;
  /** Seconds for which failing checks are repeated, or for which `wait` waits. */
  readonly waitSeconds: number;
  readonly force: boolean;
  readonly waitFor: Wait;
}

const nothing: Omit<Command, "name"> = { json: false, waitSeconds: 0, force: false, waitFor: "serving" };

/** Reads the command line. Throws UsageError on whatever it does not know. */
export function parseCommand(args: readonly string[]): Command {
  const [word, ...rest] = args;
  if (word === "--help" || word === "help") return { name: "help", ...nothing };
  const name = names.find((known) => known === word);
  if (!name) throw new UsageError(`${word ? `unknown command "${word}"` : "no command"}\n${usage}`);
  const command: { -readonly [Key in keyof Command]: Command[Key] } = {
    name,
    ...nothing,
    ...(name === "wait" ? waitOf(rest.shift()) : {}),
  };
  for (let at = 0; at < rest.length; at++) {
    const option = rest[at];
    if (option === "--json" && (name === "check" || name === "status")) command.json = true;
    else if (option === "--force" && name === "drain") command.force = true;
    else if (option === "--wait" && name === "check") command.waitSeconds = seconds(option, rest[++at]);
    else if (option === "--seconds" && name === "wait") command.waitSeconds = seconds(option, rest[++at]);
    else throw new UsageError(`${name}: unknown option "${option}"\n${usage}`);
  }
  return command;
}

function waitOf(word: string | undefined) {
  const waitFor = waits.find((known) => known === word);
  if (!waitFor) throw new UsageError(`wait: for what? ${waits.join(" or ")}\n${usage}`);
  return { waitFor, waitSeconds: 10 };
}

function seconds(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!text || !Number.isFinite(value) || value < 0)
    throw new UsageError(`${option}: not a number of seconds: ${text}`);
  return value;
}
