/** A command line that means nothing. */
export class UsageError extends Error {}

export const usage = `usage: agent.js COMMAND
  run                            keep this node's DNS, VRRP and role files; ends on SIGTERM
  check [--json] [--wait SECONDS]  does this node answer? exit 0 when every check is good, else 1
  status [--json]                what the running agent knows
  drain                          hand the virtual IP over, and stay out until undrain or a boot
  undrain                        come back
  failback                       take the virtual IP back now
  --help`;

const names = ["run", "check", "status", "drain", "undrain", "failback"] as const;

export interface Command {
  readonly name: (typeof names)[number] | "help";
  readonly json: boolean;
  /** Seconds for which failing checks are repeated. */
  readonly waitSeconds: number;
}

/** Reads the command line. Throws UsageError on whatever it does not know. */
export function parseCommand(args: readonly string[]): Command {
  const [word, ...rest] = args;
  if (word === "--help" || word === "help") return { name: "help", json: false, waitSeconds: 0 };
  const name = names.find((known) => known === word);
  if (!name) throw new UsageError(`${word ? `unknown command "${word}"` : "no command"}\n${usage}`);
  let json = false;
  let waitSeconds = 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === "--json" && (name === "check" || name === "status")) json = true;
    else if (rest[at] === "--wait" && name === "check") waitSeconds = seconds(rest[++at]);
    else throw new UsageError(`${name}: unknown option "${rest[at]}"\n${usage}`);
  }
  return { name, json, waitSeconds };
}

function seconds(text: string | undefined): number {
  const value = Number(text);
  if (!text || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--wait: not a number of seconds: ${text}`);
  return value;
}
