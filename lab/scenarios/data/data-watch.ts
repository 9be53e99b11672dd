import type { LabSettings } from "../../settings";
import { monotonicMs } from "../../clock";
import { label, NotWhole, requireWhole, type Stage, waitWhole, warmUp } from "../../run";
import { Stream } from "../../load/stream";
import { keptBranches, type Reading, workingCopy } from "../../load/branches";
import { check, type Violation } from "../../checks/data-rules";
import { Collector } from "../../load/journal-collector";
import { holderOf } from "../../cluster/data-health";
import type { Branch, DataHistory, StepTaken } from "../../checks/data-history";
import { serviceImage } from "../../cluster/journal-image";
import type { DataSabotage } from "./data-scene";
import { Sampler } from "../../load/pool-sampler";
import { type DataScene, statesOf, waitData, type WholeOptions } from "./data-scene";

const dnsPort = 53;
/** A drill that takes longer is not watched to its end. */
const longestSeconds = 4 * 3_600;

/** Watches the journal, the pools and DNS while something is done to them. */
export class Watch {
  readonly scene: DataScene;
  private from = monotonicMs();
  private steps: StepTaken[] = [];
  /** How many of the acknowledged writes earlier histories have judged, and this one with them. */
  private counted = 0;
  private judged = 0;
  /** Kept branches that earlier histories have read. */
  private readonly known = new Set<string>();

  private constructor(
    private readonly stage: Stage,
    private readonly parts: Pick<DataScene, "settings" | "reading" | "collector" | "stream" | "sabotage">,
    private readonly sampler: Sampler,
  ) {
    this.scene = { stage, ...parts, step: (text) => this.step(text) };
  }

  /** Begins on a cluster that is whole, with DNS and data. Throws NotWhole where it is not. */
  static async begin(
    stage: Stage,
    settings: LabSettings,
    qps: number,
    sabotage?: DataSabotage,
  ): Promise<Watch> {
    const { data } = settings;
    if (!data) throw new NotWhole("the lab has no data: LAB_DATA=1 npm start makes it, and its nodes a pool");
    const reading: Reading = { data, image: serviceImage(settings) };
    await requireWhole(stage);
    const collector = new Collector(stage.client);
    const target = { address: stage.cluster.vip, port: dnsPort, qps };
    const stream = new Stream(stage.client, { targets: [target], run: label(), maxSeconds: longestSeconds });
    const sampler = new Sampler(stage.cluster, data.pool);
    const parts = { settings, reading, collector, stream, ...(sabotage ? { sabotage } : {}) };
    const watch = new Watch(stage, parts, sampler);
    try {
      await collector.start();
      const faults = await waitData(watch.scene);
      if (faults.length > 0)
        throw new NotWhole(`the data is not whole before the drill: ${faults.join("; ")}`);
      await warmUp(stage, stream);
      return watch;
    } catch (error) {
      await watch.end();
      throw error;
    }
  }

  /** What is to be said of all that was done: waits until the cluster is whole, and reads every branch. */
  async judge(options?: WholeOptions): Promise<{ history: DataHistory; violations: Violation[] }> {
    const dns = await waitWhole(this.stage);
    const data = await waitData(this.scene, options);
    const history = await this.history([...dns, ...data]);
    return { history, violations: check(history) };
  }

  async end(): Promise<void> {
    await this.sampler.stop();
    await this.parts.collector.stop();
    await this.parts.stream.stop().catch((error: unknown) => this.stage.note(String(error)));
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
    const { nodes } = this.stage.cluster;
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
      ...{ from: this.from, to: monotonicMs(), steps: this.steps, acks, data, kept, notWhole },
      declared: [reading.data.root, reading.data.journal, reading.data.notes],
      samples: [...this.sampler.samples].sort((a, b) => a.at - b.at),
    };
  }

  private step(text: string): void {
    this.steps.push({ step: this.steps.length + 1, at: monotonicMs(), text });
    this.stage.note(
      `step ${this.steps.length}: ${text}; ${this.parts.collector.seen().length} writes acknowledged`,
    );
  }
}
