import { waits, type Wait } from "./control";
import type { NotifyWords } from "./notify-command";
import { dnssecActions, type DnssecAction } from "./show-dnssec";
import type { QueriesWords } from "./queries";
import { syncActions, type SyncAction } from "./sync/sync-command";

/** A command line that means nothing. */
export class AgentUsageError extends Error {}

export const usage = `usage: agent.js COMMAND
  run                            keep this node's DNS, VRRP and role files; ends on SIGTERM
  check [--json] [--wait SECONDS]  does this node answer? exit 0 when every check is good, else 1
  status [--json]                what the running agent knows
  events [--json]                what happened lately on all nodes, the newest last
  drain [--force]                hand the virtual IP over, and stay out until undrain or a boot;
                                 with --force also where no peer takes it
  undrain                        come back
  wait drained|serving [--seconds N]  until this node has left the lead, or may lead again (10)
  failback                       take the virtual IP back now
  sync [status] [--json]         how this node's lists and settings follow the leader's
  sync accept                    let the removal through that waits to be accepted, and only that
  sync states [--json]           what this node's Pi-hole was before it was changed, the newest first
  sync diff [NAME] [--json]      how this node's Pi-hole differs from the leader's, or from a kept state
  sync restore NAME              put a kept state back: on the leader, so that all nodes get it
  sync settings [--json]         which settings of Pi-hole follow the leader, and why
  sync adopt [--dry-run]         put in what the deploy machine has read elsewhere, on the leader; from stdin
  sync export                    what this node's Pi-hole shares, with its ways in, as \`sync adopt\` takes it
  history                        a copy of Pi-hole's history of queries to stdout, after a line with its bytes
  queries [--domain TEXT] [--client TEXT] [--node NAME] [--blocked] [--hours N] [--json]
                                 the queries of all nodes as CSV or JSON lines, the newest first
  notify [status] [--json]       which channels alerts go to, and what they were told
  notify test [NAME] [--json]    send a test; exit 0 when each channel has accepted it, else 1
  notify mute KEY HOURS          tell nothing of a condition (CODE or CODE/SUBJECT) for so long; 0 ends it
  dnssec [status] [--json]       the signed zone: its keys, how long it is signed, whether all nodes have the same
  dnssec ds [--json]             the trust anchors for others who want to validate it
  --help`;

const names = [
  "run",
  "check",
  "status",
  "drain",
  "undrain",
  "wait",
  "failback",
  "events",
  "history",
  "queries",
  "sync",
  "notify",
  "dnssec",
] as const;

export interface AgentCommand {
  readonly name: (typeof names)[number] | "help";
  readonly json: boolean;
  /** Seconds for which failing checks are repeated, or for which `wait` waits. */
  readonly waitSeconds: number;
  readonly force: boolean;
  readonly waitFor: Wait;
  readonly action: SyncAction;
  /** A kept state's name. */
  readonly kept: string | undefined;
  readonly dryRun: boolean;
  readonly notify: NotifyWords;
  readonly dnssec: DnssecAction;
  readonly queries: QueriesWords;
}

const nothing: Omit<AgentCommand, "name"> = {
  json: false,
  waitSeconds: 0,
  force: false,
  waitFor: "serving",
  action: "status",
  kept: undefined,
  dryRun: false,
  notify: { action: "status" },
  dnssec: "status",
  queries: {},
};

/** Reads the command line. Throws UsageError on whatever it does not know. */
export function parseCommand(args: readonly string[]): AgentCommand {
  const [word, ...rest] = args;
  if (word === "--help" || word === "help") return { name: "help", ...nothing };
  const name = names.find((known) => known === word);
  if (!name) throw new AgentUsageError(`${word ? `unknown command "${word}"` : "no command"}\n${usage}`);
  const command: { -readonly [Key in keyof AgentCommand]: AgentCommand[Key] } = {
    name,
    ...nothing,
    ...(name === "wait" ? waitOf(rest.shift()) : {}),
    ...(name === "sync" ? syncOf(rest) : {}),
    ...(name === "notify" ? { notify: notifyOf(rest) } : {}),
    ...(name === "dnssec" ? { dnssec: dnssecOf(rest) } : {}),
  };
  const prints =
    ["check", "status", "events", "dnssec", "queries"].includes(name) ||
    (name === "sync" && printing.includes(command.action)) ||
    (name === "notify" && command.notify.action !== "mute");
  for (let at = 0; at < rest.length; at++) {
    const option = rest[at];
    if (option === "--json" && prints) command.json = true;
    else if (option === "--force" && name === "drain") command.force = true;
    else if (option === "--dry-run" && command.action === "adopt") command.dryRun = true;
    else if (name === "queries" && isQueriesOption(option))
      command.queries = { ...command.queries, ...queriesOption(option, () => rest[++at]) };
    else if (option === "--wait" && name === "check") command.waitSeconds = seconds(option, rest[++at]);
    else if (option === "--seconds" && name === "wait") command.waitSeconds = seconds(option, rest[++at]);
    else throw new AgentUsageError(`${name}: unknown option "${option}"\n${usage}`);
  }
  return command;
}

const queriesOptions = ["--domain", "--client", "--node", "--blocked", "--hours"] as const;
type QueriesOption = (typeof queriesOptions)[number];
const isQueriesOption = (option: string | undefined): option is QueriesOption =>
  queriesOptions.some((known) => known === option);

/** `next` takes the option's value off the command line. */
function queriesOption(option: QueriesOption, next: () => string | undefined): QueriesWords {
  if (option === "--blocked") return { blocked: true };
  const value = next();
  if (value === undefined || value === "") throw new AgentUsageError(`${option}: which?\n${usage}`);
  switch (option) {
    case "--domain":
      return { domain: value };
    case "--client":
      return { client: value };
    case "--node":
      return { node: value };
    case "--hours": {
      const hours = Number(value);
      if (!(hours > 0)) throw new AgentUsageError(`--hours: not a number of hours: ${value}`);
      return { hours };
    }
  }
}

function waitOf(word: string | undefined) {
  const waitFor = waits.find((known) => known === word);
  if (!waitFor) throw new AgentUsageError(`wait: for what? ${waits.join(" or ")}\n${usage}`);
  return { waitFor, waitSeconds: 10 };
}

/** Takes the action off the front of `words`. */
function dnssecOf(words: string[]): DnssecAction {
  if (words[0] === undefined || words[0].startsWith("--")) return "status";
  const word = words.shift();
  const action = dnssecActions.find((known) => known === word);
  if (!action) throw new AgentUsageError(`dnssec: unknown word "${word}"\n${usage}`);
  return action;
}

/** Those of sync's that print data. */
const printing: readonly SyncAction[] = ["status", "states", "diff", "settings"];

/** Takes sync's action, and the name that goes with it, off the front of `words`. */
function syncOf(words: string[]): { action: SyncAction; kept: string | undefined } {
  const word = (): string | undefined => (words[0]?.startsWith("--") ? undefined : words.shift());
  const said = word() ?? "status";
  const action = syncActions.find((known) => known === said);
  if (!action) throw new AgentUsageError(`sync: unknown action "${said}"\n${usage}`);
  const kept = action === "diff" || action === "restore" ? word() : undefined;
  if (action === "restore" && !kept)
    throw new AgentUsageError(`sync restore: which state? \`sync states\` names them\n${usage}`);
  return { action, kept };
}

/** Takes what is to be done with alerts off the front of `words`. */
function notifyOf(words: string[]): NotifyWords {
  const word = (): string | undefined => (words[0]?.startsWith("--") ? undefined : words.shift());
  const action = word() ?? "status";
  switch (action) {
    case "status":
      return { action };
    case "test": {
      const name = word();
      return name === undefined ? { action } : { action, name };
    }
    case "mute": {
      const [key, hours] = [word(), Number(word())];
      if (key === undefined || !Number.isFinite(hours) || hours < 0)
        throw new AgentUsageError(`notify mute: KEY HOURS; \`status\` shows the keys\n${usage}`);
      return { action, key, hours };
    }
    default:
      throw new AgentUsageError(`notify: unknown action "${action}"\n${usage}`);
  }
}

function seconds(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!text || !Number.isFinite(value) || value < 0)
    throw new AgentUsageError(`${option}: not a number of seconds: ${text}`);
  return value;
}
