import { parseArgs } from "node:util";
import { faults } from "./faults";
import type { Fault } from "./faults/fault";

export interface DrillOptions {
  readonly fault: Fault;
  readonly runs: number;
  /** Queries per second. */
  readonly qps: number;
  readonly json: boolean;
}

/** What was asked for cannot be done; the message says what can. */
export class UsageError extends Error {}

const faultList = () =>
  faults.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join("\n");

export const help =
  (): string => `Breaks one thing in the lab's cluster while a client asks it, and says what the client saw.

npm run drill -- --fault NAME [--runs N] [--qps Q] [--json]

  --fault NAME   what to break, see below
  --runs N       how often, 1 to 1000 (1)
  --qps Q        queries a second, 1 to 5000 (500); three of four ask a name that is in no cache
  --json         one JSON object on stdout, and nothing else
  --help         this text

Faults:
${faultList()}

Exit code: 0 where each run ended as it should, 1 where one did not, 2 where the command was not understood.
`;

/** Reads the command line; "help" where that was asked for. Throws UsageError. */
export function parseOptions(argv: readonly string[]): DrillOptions | "help" {
  const values = parse(argv);
  if (values.help) return "help";
  if (values.fault === undefined) throw new UsageError(`--fault is missing. Faults:\n${faultList()}`);
  const fault = faults.find(({ name }) => name === values.fault);
  if (!fault) throw new UsageError(`no fault is called "${values.fault}". Faults:\n${faultList()}`);
  return {
    fault,
    runs: whole("--runs", values.runs, 1000),
    qps: whole("--qps", values.qps, 5000),
    json: values.json,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        fault: { type: "string" },
        runs: { type: "string", default: "1" },
        qps: { type: "string", default: "500" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw new UsageError(`${name} is "${text}", and has to be a whole number from 1 to ${max}`);
  return value;
}
