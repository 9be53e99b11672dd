import type { Fault } from "../faults/fault";
import { runLine } from "../report";
import { runDrill } from "../run";
import { faultDrill } from "../scenarios/fault-drill";
import type { Session } from "../session";
import { faultsWithoutAgents } from "./common-settings/faults-without-agents";
import { stopKeepalived } from "./common-settings/stop-keepalived";
import { type Variant, Variants } from "./common-settings/variants";
import { spread, type Spread } from "./statistics";

export interface FailoverRun {
  readonly fault: string;
  readonly variant: Variant;
  /** The longest time without DNS, from before the fault to the node's return, in ms. */
  readonly outageMs: number;
  /** DNS was not answered again while the drill watched: the outage was longer than that. */
  readonly open: boolean;
  readonly lost: number;
  readonly sent: number;
  /** The longest round trip of a query that was answered, in ms: late is less than lost, and not nothing. */
  readonly slowestMs: number;
  readonly wrong: number;
  /** In what the defaults did not end as they should; nothing is asked of the common settings. */
  readonly complaints: readonly string[];
}

/** Which variant is measured when: in pairs, each the other way round, so that what drifts falls on both alike. */
export function plan(runs: number): Variant[] {
  return Array.from({ length: runs }, (_, i): Variant[] =>
    i % 2 === 0 ? ["defaults", "common"] : ["common", "defaults"],
  ).flat();
}

/** Makes each fault `runs` times in each variant; `done` is told of each run as it ends. Leaves the defaults in force. */
export async function measureFailover(
  session: Session,
  faults: readonly Fault[],
  { runs, qps }: { readonly runs: number; readonly qps: number },
  done: (run: FailoverRun) => void,
): Promise<void> {
  const { cluster, note, signal } = session;
  const variants = new Variants(cluster);
  try {
    for (const variant of plan(runs)) {
      signal.throwIfAborted();
      await variants.use(variant);
      for (const fault of faults) done(await one(session, variant, fault, qps));
    }
  } finally {
    if (variants.replaced) note("putting the deployed settings back");
    await variants.use("defaults");
  }
}

async function one(session: Session, variant: Variant, fault: Fault, qps: number): Promise<FailoverRun> {
  const asCommon = variant === "common";
  const struck = asCommon && fault.name === stopKeepalived.name ? stopKeepalived : fault;
  const looking = asCommon ? { ...session, faultsOf: faultsWithoutAgents } : session;
  const result = await runDrill(looking, faultDrill(looking, struck, { qps, expected: !asCommon }));
  session.note(`${variant}, ${fault.name}: ${runLine(result, 0).replace(/^run 1: /, "")}`);
  return {
    fault: fault.name,
    variant,
    outageMs: result.outageMs,
    open: result.outageOpen,
    lost: result.lost,
    sent: result.sent,
    slowestMs: result.slowestMs,
    wrong: result.wrong,
    complaints: result.complaints,
  };
}

/** What a fault cost in one variant. */
export interface FailoverCost {
  readonly outageMs: Spread;
  readonly lostPerRun: number;
  readonly slowestMs: Spread;
  readonly open: boolean;
  readonly complaints: readonly string[];
}

export interface Comparison {
  readonly fault: string;
  readonly common: FailoverCost;
  readonly defaults: FailoverCost;
  /** Median of the common settings by that of the defaults; null if the defaults lost nothing. */
  readonly ratio: number | null;
}

/** Faults that were not measured in both variants are left out. */
export function compare(runs: readonly FailoverRun[]): Comparison[] {
  return [...new Set(runs.map(({ fault }) => fault))].flatMap((fault) => {
    const of = (variant: Variant) => runs.filter((run) => run.fault === fault && run.variant === variant);
    const [common, defaults] = [cost(of("common")), cost(of("defaults"))];
    if (!common || !defaults) return [];
    const ours = defaults.outageMs.median;
    return [{ fault, common, defaults, ratio: ours > 0 ? common.outageMs.median / ours : null }];
  });
}

function cost(runs: readonly FailoverRun[]): FailoverCost | undefined {
  if (runs.length === 0) return undefined;
  return {
    outageMs: spread(runs.map(({ outageMs }) => outageMs)),
    lostPerRun: Math.round(runs.reduce((sum, { lost }) => sum + lost, 0) / runs.length),
    slowestMs: spread(runs.map(({ slowestMs }) => slowestMs)),
    open: runs.some(({ open }) => open),
    complaints: runs.flatMap((run) => run.complaints),
  };
}
