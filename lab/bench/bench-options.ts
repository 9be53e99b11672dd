import { optionValues, UsageError, whole } from "../command-line";
import { faults } from "../faults";
import type { Fault } from "../faults/fault";

export const parts = ["failover", "throughput", "cpu"] as const;
export type BenchPart = (typeof parts)[number];

export interface BenchOptions {
  readonly parts: readonly BenchPart[];
  /** Faults of the part `failover`. */
  readonly faults: readonly Fault[];
  /** Runs of each fault in each variant. */
  readonly runs: number;
  /** Queries per second while a fault is made. */
  readonly qps: number;
  readonly json: boolean;
}

/** Faults that mean something whatever settings keepalived has; of those, the ones that the drill knows. */
const comparable = ["power-off", "cable-out", "pihole-crash", "pihole-hang", "planned", "keepalived-kill"];
const candidates = (): readonly Fault[] => faults.filter(({ name }) => comparable.includes(name));
const nameList = () =>
  candidates()
    .map(({ name }) => name)
    .join(", ");

export const benchHelp =
  (): string => `Puts the defaults beside common settings of keepalived, in the same lab: VRRP version 2, an advert a second, and a
check script that is forked every few seconds and has to fail several times in a row.

npm run bench [-- --part PART ...] [--fault NAME ...] [--runs N] [--qps Q] [--json]

  --part PART    only this part, once or more often; all where nothing is said:
                   failover    what each fault costs a client, with the defaults and with common settings
                   throughput  queries a second through the VIP, and straight to the leader
                   cpu         what the agent's probes cost, and a check script that is forked
  --fault NAME   only this fault, once or more often: ${nameList()}
  --runs N       runs of each fault in each variant, 1 to 100 (3)
  --qps Q        queries a second while a fault is made, 1 to 5000 (500)
  --json         one JSON object on stdout, and nothing else
  --help         this text

Needs a lab with the cluster deployed: npm start. Takes about 15 minutes, and writes .lab/bench.json as well.

Exit code: 0 where all was measured, 1 where something was not, 2 where the command was not understood.
`;

/** Reads the command line; "help" where that was asked for. Throws UsageError. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | "help" {
  const values = parse(argv);
  if (values.help) return "help";
  return {
    parts: values.part ? parts.filter((part) => chosen("--part", values.part!, parts).includes(part)) : parts,
    faults: values.fault ? chosenFaults(values.fault) : candidates(),
    runs: whole("--runs", values.runs, 1, 100),
    qps: whole("--qps", values.qps, 1, 5000),
    json: values.json,
  };
}

function chosenFaults(wanted: readonly string[]): readonly Fault[] {
  const names = chosen(
    "--fault",
    wanted,
    candidates().map(({ name }) => name),
  );
  return candidates().filter(({ name }) => names.includes(name));
}

function chosen(option: string, wanted: readonly string[], known: readonly string[]): readonly string[] {
  const strange = wanted.find((word) => !known.includes(word));
  if (strange !== undefined)
    throw new UsageError(`${option} is "${strange}", and has to be one of: ${known.join(", ")}`);
  return wanted;
}

const parse = (argv: readonly string[]) =>
  optionValues(argv, {
    part: { type: "string", multiple: true },
    fault: { type: "string", multiple: true },
    runs: { type: "string", default: "3" },
    qps: { type: "string", default: "500" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
