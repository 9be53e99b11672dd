import { setTimeout as delay } from "node:timers/promises";
import { containers } from "../../../runtime/contract/names";
import { errorText } from "../../../runtime/contract/error-text";
import { monotonicMs } from "../../clock";
import type { LabSettings } from "../../settings";
import { clusterOf, type DrillNode } from "../../cluster/cluster";
import { drillRun, type Run, type Stage } from "../../run";
import { keepEvidence, runEvidence } from "../../evidence";
import type { Fault } from "../../faults/fault";
import { continueAll, stopAll } from "../../faults/processes";
import { poll } from "../../poll";
import { onStage } from "../../session";
import type { Attack, AttackScene } from "./attack";
import { Device } from "../../cluster/device";
import { NodeLooks } from "../../cluster/node-watch";
import {
  type AttackReport,
  begun,
  calmExpectation,
  hangExpectation,
  judgeCalm,
  judgeHang,
  reportLine,
} from "../../checks/attack-result";

const holdMs = 8_000;
/** From its begin to the hang: the nodes are in the midst of it then. */
const settleMs = 3_000;
/** The slowest condition is told after a minute. */
const namedWithinMs = 100_000;

/** Plays attacks one after another in a lab that is healthy, and leaves it so. */
export async function drillAttacks(
  settings: LabSettings,
  attacks: readonly Attack[],
  qps: number,
  note: (text: string) => void,
): Promise<AttackReport[]> {
  const reports: AttackReport[] = [];
  const stopped = await onStage(clusterOf(settings), note, async (stage) => {
    for (const attack of attacks) {
      note(`${attack.name}: ${attack.description}`);
      const report =
        attack.needsData && !settings.data ? skipped(attack, qps) : await play(stage, settings, attack, qps);
      reports.push(report);
      note(reportLine(report));
      stage.signal.throwIfAborted();
    }
  });
  const rest = attacks
    .slice(reports.length)
    .map(({ name }) => ({ ...begun(name, qps), stopped: stopped ?? "not begun" }));
  return [...reports, ...rest];
}

const skipped = ({ name }: Attack, qps: number): AttackReport => ({
  ...begun(name, qps),
  skipped: "the lab has no data: LAB_DATA=1 npm start",
});

type Mutable = { -readonly [Key in keyof AttackReport]: AttackReport[Key] };

async function play(stage: Stage, settings: LabSettings, attack: Attack, qps: number): Promise<AttackReport> {
  const report: Mutable = begun(attack.name, qps);
  const keep = async (files: Readonly<Record<string, string>>) =>
    stage.note(`evidence is in ${await keepEvidence(stage.cluster, `attack-${attack.name}`, files)}`);
  try {
    const under = new UnderAttack(stage, settings, attack);
    const calm = await under.run(qps);
    report.calm = calm.result;
    report.looks = under.looks;
    report.complaints = [...judgeCalm(attack, calm, under.looks), ...under.reached];
    if (report.complaints.length > 0) await keep(runEvidence(calm));
    if (!attack.withHang) return report;
    const hanging = new UnderAttack(stage, settings, attack);
    const hang = await hanging.run(qps, true);
    const { seenMs, complaints } = judgeHang(hang, hanging.hungAt);
    report.hangSeenMs = seenMs;
    report.complaints = [...report.complaints, ...complaints];
    if (complaints.length > 0) await keep(runEvidence(hang));
  } catch (error) {
    report.stopped = errorText(error);
    if (!stage.signal.aborted) await keep({});
  }
  return report;
}

/** One run of the drill with an attack in a fault's place. */
class UnderAttack {
  looks = { memoryMb: 0, writers: 0, conditions: [] as readonly string[] };
  reached: readonly string[] = [];
  /** When Pi-hole was made to hang, if it was (monotonic ms). */
  hungAt = Infinity;
  private readonly device: Device;
  private watch: NodeLooks | undefined;

  constructor(
    private readonly stage: Stage,
    settings: LabSettings,
    private readonly attack: Attack,
  ) {
    this.device = new Device(settings);
  }

  run(qps: number, hangs = false): Promise<Run> {
    const { attack } = this;
    const fault: Fault = {
      name: attack.name,
      description: attack.description,
      at: "leader",
      effect: hangs ? "out" : "serves",
      expect: hangs ? hangExpectation : calmExpectation(attack),
      holdMs: hangs ? 0 : holdMs,
      inject: async ({ node }) => {
        await this.begin(node);
        if (hangs) await this.hang(node);
        else await this.named();
      },
      heal: async ({ node }) => {
        if (hangs) await continueAll(node, containers.pihole);
        await this.end(node);
      },
    };
    return drillRun(this.stage, fault, qps);
  }

  private async begin(leader: DrillNode): Promise<void> {
    await this.device.start();
    await this.attack.begin(this.scene(leader));
    this.watch = new NodeLooks(this.stage.cluster);
  }

  private async hang(leader: DrillNode): Promise<void> {
    await delay(settleMs, undefined, { signal: this.stage.signal });
    this.hungAt = monotonicMs();
    await stopAll(leader, containers.pihole);
  }

  /** Waits for the condition; that it did not come is found by the looks. */
  private async named(): Promise<void> {
    const { condition } = this.attack;
    if (condition === undefined) return;
    const named = () => (this.watch?.has(condition) ? true : undefined);
    await poll(named, { deadlineMs: namedWithinMs, signal: this.stage.signal });
  }

  private async end(leader: DrillNode): Promise<void> {
    const scene = this.scene(leader);
    try {
      this.device.requireRunning();
      this.reached = (await this.attack.reached?.(scene)) ?? [];
    } finally {
      await this.watch?.stop();
      if (this.watch) this.looks = this.watch.seen();
      await this.device.stop();
      await this.attack.end?.(scene);
    }
  }

  private scene(leader: DrillNode): AttackScene {
    const { cluster } = this.stage;
    const follower = cluster.nodes.find(({ name }) => name !== leader.name);
    if (!follower) throw new Error("there is no follower");
    return { cluster, device: this.device, leader, follower };
  }
}
