import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import { label, requireWhole, type Stage, streamTo, waitWhole, warmUp } from "../../run";
import type { Fault } from "../../faults/fault";
import { look, nodeFaults } from "../../cluster/health";
import { poll } from "../../poll";
import type { Stream } from "../../load/stream";
import type { Chronicle, Episode, StepTaken, Unfit } from "../../checks/dns-history";
import type { Step } from "./plan-history";
import { isClusterWide } from "./strike";

export type DueStep = Step<Fault>;

export interface HistoryOptions {
  readonly qps: number;
  /** How long a node has to get over a fault that was taken away, in ms. */
  readonly fitMs: number;
}

/** A strike that has not been got over yet. */
interface Open {
  readonly strike: DueStep["strike"];
  readonly episode: number;
  readonly lasting: boolean;
}

/**
 * Takes the steps of a plan, one after the other, while the client asks. Nothing is struck before all that is not
 * struck is seen fit; where that does not come to be in time, the history ends there. Heals all in the end.
 */
export async function runHistory(
  stage: Stage,
  plan: readonly DueStep[],
  options: HistoryOptions,
): Promise<Chronicle> {
  await requireWhole(stage);
  const stream = streamTo(stage, options.qps, 3_600);
  const teller = new Teller(stage, stream, options);
  try {
    await warmUp(stage, stream);
    return await teller.tell(plan);
  } finally {
    await teller.leave();
    await stream.stop().catch((error: unknown) => stage.note(String(error)));
  }
}

class Teller {
  private readonly from = monotonicMs();
  private readonly steps: StepTaken[] = [];
  private readonly episodes: Episode[] = [];
  private readonly unfit: Unfit[] = [];
  private open: Open[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly stream: Stream,
    private readonly options: HistoryOptions,
  ) {}

  async tell(plan: readonly DueStep[]): Promise<Chronicle> {
    for (const [i, step] of plan.entries()) {
      await delay(step.pauseMs, undefined, { signal: this.stage.signal });
      if (step.action === "inject" && !(await this.allFit())) break;
      this.take(i + 1, step);
      await (step.action === "inject" ? this.inject(i + 1, step.strike) : this.end(step.strike));
      this.stream.seen(); // Throws where it broke off: what is not watched is not worth doing.
    }
    await this.healAll();
    const fit = this.unfit.length === 0 && (await this.allFit());
    const notWhole = fit
      ? await waitWhole(this.stage)
      : ["not waited for: a node did not get over its fault"];
    const to = monotonicMs();
    const { lateness } = await this.stream.stop();
    const { attempts, retried, wrongReasons } = this.stream.seen();
    return {
      nodes: this.stage.cluster.nodes.map(({ name }) => name),
      from: this.from,
      to,
      steps: this.steps,
      episodes: this.episodes,
      ownership: [...this.stage.owners.changes],
      attempts: attempts[0]!,
      retried,
      senderLateMs: lateness.maxMs,
      wrongReasons,
      unfit: this.unfit,
      notWhole,
    };
  }

  /** Takes every fault away that lasts. Fine where there is none. */
  async healAll(): Promise<void> {
    for (const { strike } of this.open.filter(({ lasting }) => lasting)) await this.end(strike);
  }

  /** Heals, and gives back what was taken for faults that nobody got over. */
  async leave(): Promise<void> {
    await this.healAll();
    for (const { strike } of this.open) await strike.fault.giveBack?.(this.context(strike));
  }

  private take(step: number, { action, strike }: DueStep): void {
    const where = isClusterWide(strike) ? "the cluster" : this.node(strike).name;
    const text =
      action === "inject" ? `${strike.fault.name} at ${where}` : `end of ${strike.fault.name} at ${where}`;
    this.steps.push({ step, at: monotonicMs(), text });
    const { sent, lost, wrong } = this.stream.seen().counts();
    this.stage.note(`step ${step}: ${text}; ${sent} sent, ${lost} lost, ${wrong} wrong`);
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
        for (const fault of faults.filter((one) => !told.has(one))) this.stage.note(`waiting: ${fault}`);
        faults.forEach((fault) => told.add(fault));
        return faults.length === 0 ? true : undefined;
      },
      { deadlineMs: this.options.fitMs, everyMs: 300, signal: this.stage.signal },
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
    const { cluster, client, owners } = this.stage;
    const sight = await look(cluster, client, () => owners.current(), label());
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

  private node = ({ node }: DueStep["strike"]) => this.stage.cluster.nodes[node]!;
  private context = (strike: DueStep["strike"]) => ({ cluster: this.stage.cluster, node: this.node(strike) });
}
