import { setTimeout as delay } from "node:timers/promises";
import type { Chronicle, Episode, Unfit } from "../../checks/dns-history";
import { checkDns, figures, type HistoryReport } from "../../checks/dns-rules";
import type { StepTaken } from "../../checks/violation";
import { monotonicMs } from "../../clock";
import type { Cluster } from "../../cluster/cluster";
import { nodeFaults } from "../../cluster/health";
import { jsonLines, jsonText } from "../../evidence";
import type { Fault } from "../../faults/fault";
import { type Stream, streamTo } from "../../load/stream";
import { poll } from "../../poll";
import { type Drill, type Ending, runDrill } from "../../run";
import { inSession, type Session } from "../../session";
import type { Step } from "./plan-history";
import { isClusterWide } from "./strike";

export type DueStep = Step<Fault>;

export interface HistoryOptions {
  readonly qps: number;
  /** How long a node has to get over a fault that was taken away, in ms. */
  readonly fitMs: number;
}

/** How long a node has to get over a fault: a boot, and what DNS needs to answer after it, on a busy machine. */
const fitMs = 60_000;

/** Runs and checks a history; keeps evidence where it does not hold. */
export async function drillHistory(
  cluster: Cluster,
  plan: readonly DueStep[],
  options: Omit<HistoryOptions, "fitMs"> & Partial<HistoryOptions>,
  note: (text: string) => void,
): Promise<HistoryReport> {
  let report: Omit<HistoryReport, "stopped"> = { steps: 0, figures: null, violations: [] };
  const stopped = await inSession(cluster, note, async (session) => {
    report = await runDrill(session, historyDrill(session, plan, { fitMs, ...options }));
  });
  return { ...report, stopped };
}

/**
 * Takes the steps of a plan, one after the other, while the client asks. Nothing is struck before all that is not
 * struck is seen fit; where that does not come to be in time, the history ends there.
 */
const historyDrill = (
  session: Session,
  plan: readonly DueStep[],
  options: HistoryOptions,
): Drill<Teller, void, Omit<HistoryReport, "stopped">> => ({
  name: "history",
  load: async () => {
    const { cluster, client } = session;
    const addresses = cluster.vip6 === undefined ? [cluster.vip] : [cluster.vip, cluster.vip6];
    const stream = streamTo(client, addresses, { qps: options.qps, maxSeconds: 3_600 });
    return new Teller(session, stream, options.fitMs);
  },
  act: (teller) => teller.tell(plan),
  heal: (teller) => teller.healAll(),
  giveBack: (teller) => teller.giveBack(),
  check: (teller, _seen, ending) => {
    const chronicle = teller.chronicle(ending);
    const violations = checkDns(chronicle);
    const { attempts, ownership, ...rest } = chronicle;
    return {
      report: { steps: chronicle.steps.length, figures: figures(chronicle), violations },
      isGood: violations.length === 0,
      evidence: {
        "history.json": jsonText({ violations, ...rest }),
        "queries.jsonl": jsonLines(
          attempts.map((a) => [a.sentAt, a.rttMs ?? null, a.verdict, a.uncached ?? false]),
        ),
        "owners.jsonl": jsonLines(ownership),
      },
    };
  },
});

export function stepText({ nodes }: Cluster, { action, strike }: DueStep): string {
  const where = isClusterWide(strike) ? "the cluster" : nodes[strike.node]!.name;
  return action === "inject" ? `${strike.fault.name} at ${where}` : `end of ${strike.fault.name} at ${where}`;
}

/** A strike that has not been got over yet. */
interface Open {
  readonly strike: DueStep["strike"];
  readonly episode: number;
  readonly lasting: boolean;
}

class Teller {
  private readonly steps: StepTaken[] = [];
  private readonly episodes: Episode[] = [];
  private readonly unfit: Unfit[] = [];
  private open: Open[] = [];

  constructor(
    private readonly session: Session,
    readonly stream: Stream,
    private readonly fitMs: number,
  ) {}

  async tell(plan: readonly DueStep[]): Promise<void> {
    for (const [i, step] of plan.entries()) {
      await delay(step.pauseMs, undefined, { signal: this.session.signal });
      if (step.action === "inject" && !(await this.allFit())) break;
      this.take(i + 1, step);
      await (step.action === "inject" ? this.inject(i + 1, step.strike) : this.end(step.strike));
      this.stream.seen(); // Throws where it broke off: what is not watched is not worth doing.
    }
    await this.healAll();
    if (this.unfit.length === 0) await this.allFit();
  }

  chronicle({ moments, notWhole, stream: { lateness } }: Ending): Chronicle {
    const { attempts, retried, wrongReasons } = this.stream.seen();
    return {
      nodes: this.session.cluster.nodes.map(({ name }) => name),
      from: moments.started,
      to: moments.ended,
      steps: this.steps,
      episodes: this.episodes,
      ownership: [...this.session.owners.changes],
      attempts: attempts[0]!,
      retried,
      senderLateMs: lateness.maxMs,
      wrongReasons,
      unfit: this.unfit,
      notWhole,
    };
  }

  /** Takes every fault away that lasts. Fine if there is none. */
  async healAll(): Promise<void> {
    for (const { strike } of this.open.filter(({ lasting }) => lasting)) await this.end(strike);
  }

  /** Gives back what was taken for faults that nobody got over. */
  async giveBack(): Promise<void> {
    for (const { strike } of this.open) await strike.fault.giveBack?.(this.context(strike));
  }

  private take(step: number, due: DueStep): void {
    const text = stepText(this.session.cluster, due);
    this.steps.push({ step, at: monotonicMs(), text });
    this.session.note(`step ${step}: ${text}; ${this.stream.seen().countsText()}`);
  }

  private async inject(step: number, strike: DueStep["strike"]): Promise<void> {
    const { fault } = strike;
    this.open.push({ strike, episode: this.episodes.length, lasting: true });
    this.episodes.push({
      step,
      fault: fault.name,
      effect: fault.effect,
      nodes: isClusterWide(strike) ? [] : [this.node(strike).name],
      maxOutageMs: fault.expect.maxOutageMs,
      from: monotonicMs(),
    });
    await fault.inject(this.context(strike));
  }

  private async end(strike: DueStep["strike"]): Promise<void> {
    const open = this.open.find((one) => one.strike === strike);
    if (!open) throw new Error(`${strike.fault.name} does not last`);
    await strike.fault.heal?.(this.context(strike));
    this.mark(open.episode, { healed: monotonicMs() });
    this.open = this.open.map((one) => (one === open ? { ...one, lasting: false } : one));
  }

  /** Waits until every node that no fault hits is fit, and notes what has been got over by that. */
  private async allFit(): Promise<boolean> {
    let faults: readonly string[] = ["they were not seen at all"];
    const told = new Set<string>();
    await poll(
      async () => {
        faults = await this.unfitNow();
        for (const fault of faults.filter((one) => !told.has(one))) this.session.note(`waiting: ${fault}`);
        faults.forEach((fault) => told.add(fault));
        return faults.length === 0 ? true : undefined;
      },
      { deadlineMs: this.fitMs, everyMs: 300, signal: this.session.signal },
    );
    const at = monotonicMs();
    if (faults.length > 0) {
      this.unfit.push({ at, faults });
      return false;
    }
    for (const { episode, strike } of this.open.filter(({ lasting }) => !lasting)) {
      this.mark(episode, { over: at });
      await strike.fault.giveBack?.(this.context(strike));
    }
    this.open = this.open.filter(({ lasting }) => lasting);
    return true;
  }

  private async unfitNow(): Promise<string[]> {
    const { cluster } = this.session;
    const sight = await this.session.look();
    const lasting = this.open.filter((one) => one.lasting).map(({ strike }) => strike);
    const struck = lasting.filter((strike) => !isClusterWide(strike)).map((strike) => this.node(strike).name);
    const offline = lasting.some(({ fault }) => fault.effect === "no-internet");
    return cluster.nodes
      .filter(({ name }) => !struck.includes(name))
      .flatMap((node) =>
        [...nodeFaults(node, sight), ...(offline ? [] : (sight.dns[node.pod] ?? []))].map(
          (fault) => `${node.name}: ${fault}`,
        ),
      );
  }

  private mark(episode: number, moments: Pick<Episode, "healed" | "over">): void {
    this.episodes[episode] = { ...this.episodes[episode]!, ...moments };
  }

  private node = ({ node }: DueStep["strike"]) => this.session.cluster.nodes[node]!;
  private context = (strike: DueStep["strike"]) => ({
    cluster: this.session.cluster,
    node: this.node(strike),
  });
}
