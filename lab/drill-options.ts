import { optionValues, UsageError, whole } from "./command-line";
import { attacks } from "./scenarios/attacks";
import type { Attack } from "./scenarios/attacks/attack";
import { faults } from "./faults";
import type { Fault } from "./faults/fault";
import { type Sabotage, sabotages } from "./faults/sabotage";
import { dataSabotages } from "./scenarios/data/data-sabotage";
import type { DataSabotage } from "./scenarios/data/data-scene";
import type { DataScenario } from "./scenarios/data/data-scenario";
import { dataScenarios } from "./scenarios/data";
import type { SyncScenario } from "./scenarios/sync/sync-scenario";
import { scenarios } from "./scenarios/sync";

/** One fault, all of them, a random history that a seed decides, attacks, what is synced, or the data beside DNS. */
export type What =
  | { readonly kind: "fault"; readonly fault: Fault; readonly runs: number }
  | { readonly kind: "all"; readonly runs: number }
  | { readonly kind: "random"; readonly steps: number; readonly seed: number; readonly shrink?: number }
  | { readonly kind: "data"; readonly scenario: DataScenario; readonly sabotage?: DataSabotage }
  | {
      readonly kind: "random data";
      readonly sequences: number;
      readonly seed: number;
      readonly sabotage?: DataSabotage;
    }
  | { readonly kind: "attack"; readonly attacks: readonly Attack[] }
  | {
      readonly kind: "sync";
      readonly scenario: SyncScenario;
      readonly changes: number;
      readonly seed: number;
    };

export interface DrillOptions {
  readonly what: What;
  /** Queries per second. */
  readonly qps: number;
  readonly json: boolean;
  readonly sabotage?: Sabotage;
  /** It is about the cluster on real hosts, with or without asking first; absent if it is about the lab. */
  readonly real?: { readonly ask: boolean };
}

/** The faults that a real cluster may be given, too. */
export const safeFaults = faults.filter(({ safeOnReal }) => safeOnReal);

const list = (things: readonly { readonly name: string; readonly description: string }[]) =>
  things.map(({ name, description }) => `  ${name.padEnd(18)} ${description}`).join("\n");

export const drillHelp =
  (): string => `Breaks things in the lab's cluster while a client asks it, and says what the client saw.

npm run drill -- --fault NAME [--runs N] [--hold SECONDS] [--qps Q] [--json]
npm run drill -- --all [--runs N] [--qps Q] [--json]
npm run drill -- --random N [--seed S] [--shrink TRIES] [--qps Q] [--json]
npm run drill -- --sync [--scenario NAME] [--changes N] [--seed S] [--qps Q] [--json]
npm run drill -- --data [--scenario NAME] [--qps Q] [--json]
npm run drill -- --data --random N [--seed S] [--qps Q] [--json]
npm run drill -- --attack NAME|all [--qps Q] [--json]
npm run drill -- --target real --fault NAME|--all [--runs N] [--qps Q] [--json] [--yes]

  --fault NAME     what to break, see below
  --all            every fault, one after another, in one table
  --runs N         how often, 1 to 1000 (1)
  --hold SECONDS   how long the fault lasts at least, 0 to 3600 (0: until the cluster is over it)
  --random N       a random history of N steps, 1 to 1000: faults come and go, several at once, and rules are
                   checked over the whole of it
  --shrink TRIES   if a random history breaks a rule, plays up to TRIES parts of it (1 to 100), and gives the shortest
                   one that breaks a rule too; each takes as long as its steps
  --sync           changes lists and settings on the leader while the VIP and a follower are asked, and compares both
                   Pi-holes; all of it is taken away again
  --data           moves the data beside DNS, in a lab that has some (LAB_DATA=1 npm start), while its service writes
                   a journal: what was acknowledged is looked for afterwards in the data and in all kept branches.
                   With --random, N sequences of faults, which a checker judges
  --attack NAME    a hostile device in the LAN does this, or all of it, one after another, first alone and then while the
                   leader's Pi-hole hangs: what clients lose, whether the VIP moves, how soon the hang is seen
  --scenario NAME  which changes (changes), or what happens to the data (handover), see below
  --changes N      how many one after another, 1 to 1000 (40)
  --seed S         decides the history, or the changes, 0 to 4294967295 (1)
  --qps Q          queries a second, 1 to 5000 (500); three of four ask a name that is in no cache
  --sabotage NAME  spoils the cluster for the time of the drill, which then has to fail, see below
  --target real    not the lab but the cluster that Pulumi.yaml and the stack files describe, over ssh, asked from
                   this machine: only ${safeFaults.map(({ name }) => name).join(", ")}, and only after a yes;
                   --qps is 1 to 500 (100) then, and no query asks the internet more than it is asked anyway
  --yes            do it to the real cluster without asking
  --json           JSON on stdout, and nothing else
  --help           this text

Faults:
${list(faults)}

Attacks:
${list(attacks)}

Scenarios of --sync:
${list(scenarios)}

Scenarios of --data:
${list(dataScenarios)}

Sabotage, to see that the checks see something:
${list([...sabotages, ...dataSabotages])}

Exit code: 0 where each run ended as it should, 1 where one did not, 2 where the command was not understood.
`;

/** Reads the command line; "help" where that was asked for. Throws UsageError. */
export function parseDrillOptions(argv: readonly string[]): DrillOptions | "help" {
  const values = parse(argv);
  if (values.help) return "help";
  const what = whatOf(values);
  const real = realOf(values, what);
  const [usual, most] = real ? ["100", 500] : ["500", 5000];
  return {
    what,
    qps: whole("--qps", values.qps ?? usual, 1, most),
    json: values.json,
    ...(real ? { real } : {}),
    ...(values.sabotage === undefined || values.data
      ? {}
      : { sabotage: named("sabotage", sabotages, values.sabotage) }),
  };
}

function realOf({ target, yes, sabotage }: ReturnType<typeof parse>, what: What): DrillOptions["real"] {
  if (target === "lab" && yes)
    throw new UsageError("--yes is for --target real; in the lab nothing is asked");
  if (target === "lab") return undefined;
  if (target !== "real") throw new UsageError(`--target is "${target}", and has to be lab or real`);
  if (what.kind !== "fault" && what.kind !== "all")
    throw new UsageError(`--${what.kind.split(" ").at(-1)} is not for a real cluster`);
  if (sabotage !== undefined) throw new UsageError("--sabotage is not for a real cluster");
  if (what.kind === "fault" && !what.fault.safeOnReal)
    throw new UsageError(
      `${what.fault.name} is not for a real cluster. Faults that are:\n${list(safeFaults)}`,
    );
  return { ask: !yes };
}

function whatOf(values: ReturnType<typeof parse>): What {
  const { fault, all, random, sync, data, attack, runs, seed, scenario, changes, hold } = values;
  const kinds = [fault !== undefined, all, random !== undefined && !data, sync, data, attack !== undefined];
  const asked = kinds.filter(Boolean).length;
  if (asked !== 1)
    throw new UsageError(
      `one of --fault NAME, --all, --random N, --sync, --data and --attack NAME is needed. Faults:\n${list(faults)}`,
    );
  if (fault === undefined && hold !== undefined) throw new UsageError("--hold goes with --fault alone");
  if (attack !== undefined) {
    if (runs !== undefined) throw new UsageError("--runs goes with --fault and --all alone");
    return { kind: "attack", attacks: attack === "all" ? attacks : [named("attack", attacks, attack)] };
  }
  const isSeeded = random !== undefined || sync;
  if (!isSeeded && seed !== undefined) throw new UsageError("--seed goes with --random and --sync alone");
  if (isSeeded && runs !== undefined) throw new UsageError("--runs goes with --fault and --all alone");
  if (!sync && changes !== undefined) throw new UsageError("--changes goes with --sync alone");
  if (!sync && scenario !== undefined && (!data || random !== undefined))
    throw new UsageError("--scenario goes with --sync, and with --data without --random");
  if (values.shrink !== undefined && (random === undefined || data))
    throw new UsageError("--shrink goes with --random without --data");
  const chance = { seed: whole("--seed", seed ?? "1", 0, 4_294_967_295) };
  if (data) {
    if (runs !== undefined) throw new UsageError("--runs goes with --fault and --all alone");
    const spoilt =
      values.sabotage === undefined ? {} : { sabotage: named("sabotage", dataSabotages, values.sabotage) };
    return random === undefined
      ? { kind: "data", scenario: named("scenario", dataScenarios, scenario ?? "handover"), ...spoilt }
      : { kind: "random data", sequences: whole("--random", random, 1, 1000), ...chance, ...spoilt };
  }
  if (random !== undefined) {
    const shrunk = values.shrink === undefined ? {} : { shrink: whole("--shrink", values.shrink, 1, 100) };
    return { kind: "random", steps: whole("--random", random, 1, 1000), ...chance, ...shrunk };
  }
  if (sync)
    return {
      kind: "sync",
      scenario: named("scenario", scenarios, scenario ?? "changes"),
      changes: whole("--changes", changes ?? "40", 1, 1000),
      ...chance,
    };
  const times = whole("--runs", runs ?? "1", 1, 1000);
  const holdMs = 1_000 * whole("--hold", hold ?? "0", 0, 3_600);
  if (fault === undefined) return { kind: "all", runs: times };
  return { kind: "fault", fault: { ...named("fault", faults, fault), holdMs }, runs: times };
}

function named<T extends { readonly name: string; readonly description: string }>(
  kind: string,
  things: readonly T[],
  name: string,
): T {
  const found = things.find((thing) => thing.name === name);
  if (!found) throw new UsageError(`no ${kind} is called "${name}". There are:\n${list(things)}`);
  return found;
}

const parse = (argv: readonly string[]) =>
  optionValues(argv, {
    fault: { type: "string" },
    all: { type: "boolean", default: false },
    runs: { type: "string" },
    hold: { type: "string" },
    random: { type: "string" },
    shrink: { type: "string" },
    seed: { type: "string" },
    sync: { type: "boolean", default: false },
    data: { type: "boolean", default: false },
    attack: { type: "string" },
    scenario: { type: "string" },
    changes: { type: "string" },
    sabotage: { type: "string" },
    qps: { type: "string" },
    target: { type: "string", default: "lab" },
    yes: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
