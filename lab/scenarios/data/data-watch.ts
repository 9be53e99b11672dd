import type { Branch, DataHistory } from "../../checks/data-history";
import { checkData, type DataViolation } from "../../checks/data-rules";
import type { StepTaken } from "../../checks/violation";
import { monotonicMs } from "../../clock";
import { holderOf } from "../../cluster/data-health";
import { serviceImage } from "../../cluster/journal-image";
import { jsonLines, jsonText } from "../../evidence";
import { NotHealthy, waitHealthy } from "../../gate";
import { keptBranches, type Reading, workingCopy } from "../../load/branches";
import { Collector } from "../../load/journal-collector";
import { Sampler } from "../../load/pool-sampler";
import { type Stream, streamTo } from "../../load/stream";
import type { Session } from "../../session";
import type { LabSettings } from "../../settings";
import { type DataSabotage, type DataScene, statesOf, waitData, type WholeOptions } from "./data-scene";

/** A drill that takes longer is not watched to its end. */
const longestSeconds = 4 * 3_600;

/** Watches the journal, the pools and DNS while something is done to them. */
export class DataWatch {
  readonly scene: DataScene;
  private from = monotonicMs();
  private steps: StepTaken[] = [];
  /** How many of the acknowledged writes earlier histories have judged, and this one with them. */
  private counted = 0;
  private judged = 0;
  /** Kept branches that earlier histories have read. */
  private readonly known = new Set<string>();

  private constructor(
    private readonly session: Session,
    private readonly parts: Pick<DataScene, "settings" | "reading" | "collector" | "stream" | "sabotage">,
    private readonly sampler: Sampler,
  ) {
    this.scene = { session, ...parts, step: (text) => this.step(text) };
  }

  /** Begins on a cluster that is whole, with DNS and data. Throws NotHealthy if it is not. */
  static async begin(
    session: Session,
    settings: LabSettings,
    qps: number,
    sabotage?: DataSabotage,
  ): Promise<DataWatch> {
    const { data } = settings;
    if (!data)
      throw new NotHealthy("the lab has no data: LAB_DATA=1 npm start makes it, and its nodes a pool");
    const reading: Reading = { data, image: serviceImage(settings) };
    const collector = new Collector(session.client);
    const stream = streamTo(session.client, [session.cluster.vip], { qps, maxSeconds: longestSeconds });
    const sampler = new Sampler(session.cluster, data.pool);
    const parts = { settings, reading, collector, stream, ...(sabotage ? { sabotage } : {}) };
    const watch = new DataWatch(session, parts, sampler);
    try {
      await collector.start();
      const faults = await waitData(watch.scene);
      if (faults.length > 0)
        throw new NotHealthy(`the data is not whole before the drill: ${faults.join("; ")}`);
      return watch;
    } catch (error) {
      await watch.end();
      await stream.stop().catch((further: unknown) => session.note(String(further)));
      throw error;
    }
  }

  get stream(): Stream {
    return this.parts.stream;
  }

  /** Waits for the data of a whole cluster. Gives what is still not so at the deadline. */
  settle = (options?: WholeOptions): Promise<readonly string[]> => waitData(this.scene, options);

  /** Reads every branch. Gives what is to be said of all that was done, and of what is not whole after it. */
  async judge(notWhole: readonly string[]): Promise<{ history: DataHistory; violations: DataViolation[] }> {
    const history = await this.history(notWhole);
    return { history, violations: checkData(history) };
  }

  /** The same, when DNS and data are whole again. */
  async judgeWhole(options?: WholeOptions): ReturnType<DataWatch["judge"]> {
    const dns = await waitHealthy(this.session);
    return this.judge([...dns, ...(await this.settle(options))]);
  }

  /** Ends all but the stream of queries. */
  async end(): Promise<void> {
    await this.sampler.stop();
    await this.parts.collector.stop();
  }

  /** What follows is a history of its own, in which nothing of the earlier ones may go either. */
  next(): void {
    this.from = monotonicMs();
    this.steps = [];
    this.counted = this.judged;
    this.sampler.forget();
  }

  private async history(notWhole: readonly string[]): Promise<DataHistory> {
    const { reading, collector } = this.parts;
    const { nodes } = this.session.cluster;
    // First: what comes after is in the journals as well, and is looked for by the next history.
    this.judged = collector.seen().length;
    const acks = collector.seen().slice(this.counted, this.judged);
    const first = acks.reduce((least, { seq }) => Math.min(least, seq), Infinity);
    const from = Number.isFinite(first) ? Math.max(1, first - 1) : 1;
    const holder = holderOf(await statesOf(this.scene));
    const holding = nodes.find(({ name }) => name === holder);
    const data = holding ? await workingCopy(reading, holding, from) : null;
    const kept: Branch[] = [];
    // A branch that was kept before holds nothing that was written since.
    for (const node of nodes) kept.push(...(await keptBranches(reading, node, from, this.known)));
    kept.forEach(({ node, dataset }) => this.known.add(`${node} ${dataset}`));
    return {
      from: this.from,
      to: monotonicMs(),
      steps: this.steps,
      acks,
      data,
      kept,
      notWhole,
      declared: [reading.data.root, reading.data.journal, reading.data.notes],
      samples: [...this.sampler.samples].sort((a, b) => a.at - b.at),
    };
  }

  private step(text: string): void {
    this.steps.push({ step: this.steps.length + 1, at: monotonicMs(), text });
    this.session.note(
      `step ${this.steps.length}: ${text}; ${this.parts.collector.seen().length} writes acknowledged`,
    );
  }
}

/** What is kept of a history of the data, by file name. */
export function dataEvidence(report: unknown, history?: DataHistory): Record<string, string> {
  const { acks = [], samples = [], data = null, kept = [], ...rest } = history ?? {};
  return {
    "report.json": jsonText({ report, ...rest }),
    "acks.jsonl": jsonLines(acks),
    "samples.jsonl": jsonLines(samples),
    "branches.jsonl": jsonLines([...(data ? [data] : []), ...kept]),
  };
}
