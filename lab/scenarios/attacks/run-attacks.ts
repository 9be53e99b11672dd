import { setTimeout as delay } from "node:timers/promises";
import { containers } from "../../../runtime/contract/names";
import { errorText } from "../../../runtime/contract/error-text";
import { monotonicMs } from "../../clock";
import type { LabSettings } from "../../settings";
import { clusterOf, type DrillNode } from "../../cluster/cluster";
import { type Drill, runDrill } from "../../run";
import type { Fault } from "../../faults/fault";
import { followerOf } from "../../gate";
import { continueAll, stopAll } from "../../faults/processes";
import { poll } from "../../poll";
import { inSession, type Session } from "../../session";
import { faultDrill, faultEvidence, type FaultScene, historyOf, type LeaderAfter } from "../fault-drill";
import type { Attack, AttackScene } from "./attack";
import { Device } from "../../cluster/device";
import { NodeLooks } from "../../cluster/node-watch";
import { judgeFault } from "../../checks/fault-result";
import {
  type AttackReport,
  type AttackRun,
  begun,
  calmExpectation,
  hangExpectation,
  judgeCalm,
  judgeHang,
  reportLine,
} from "../../checks/attack-result";

const holdMs = 8_000;
/** From the start of the attack to the hang, so that the attack is in full force. */
const settleMs = 3_000;
/** The slowest condition is reported after a minute. */
const namedWithinMs = 100_000;

/** Plays attacks one after another in a lab that is healthy, and leaves it so. */
export async function drillAttacks(
  settings: LabSettings,
  attacks: readonly Attack[],
  qps: number,
  note: (text: string) => void,
): Promise<AttackReport[]> {
  const reports: AttackReport[] = [];
  const stopped = await inSession(clusterOf(settings), note, async (session) => {
    for (const attack of attacks) {
      note(`${attack.name}: ${attack.description}`);
      const report =
        attack.needsData && !settings.data
          ? skipped(attack, qps)
          : await play(session, settings, attack, qps);
      reports.push(report);
      note(reportLine(report));
      session.signal.throwIfAborted();
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

async function play(
  session: Session,
  settings: LabSettings,
  attack: Attack,
  qps: number,
): Promise<AttackReport> {
  const report: Mutable = begun(attack.name, qps);
  try {
    const under = new UnderAttack(session, settings, attack);
    await under.run(qps, false, (run) => {
      report.calm = run.result;
      report.looks = under.looks;
      return (report.complaints = [...judgeCalm(attack, run, under.looks), ...under.reached]);
    });
    if (!attack.withHang) return report;
    const hanging = new UnderAttack(session, settings, attack);
    await hanging.run(qps, true, (run) => {
      const { seenMs, complaints } = judgeHang(run, hanging.hungAt);
      report.hangSeenMs = seenMs;
      report.complaints = [...report.complaints, ...complaints];
      return complaints;
    });
  } catch (error) {
    report.stopped = errorText(error);
  }
  return report;
}

/** One run of the drill with an attack as its fault. */
class UnderAttack {
  looks = { memoryMb: 0, writers: 0, conditions: [] as readonly string[] };
  reached: readonly string[] = [];
  /** When Pi-hole was made to hang, if it was (monotonic ms). */
  hungAt = Infinity;
  private readonly device: Device;
  private watch: NodeLooks | undefined;

  constructor(
    private readonly session: Session,
    settings: LabSettings,
    private readonly attack: Attack,
  ) {
    this.device = new Device(settings);
  }

  /** `judge` returns the failed expectations. If there are any, the evidence is saved. */
  run(qps: number, hangs: boolean, judge: (run: AttackRun) => readonly string[]): Promise<AttackRun> {
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
    const drill: Drill<FaultScene, LeaderAfter, AttackRun> = {
      ...faultDrill(this.session, fault, { qps }),
      name: `attack-${attack.name}`,
      check: (scene, leaderAfter, ending) => {
        const history = historyOf(this.session, fault, scene, leaderAfter, ending);
        const run = { result: judgeFault(history), history };
        return {
          report: run,
          isGood: judge(run).length === 0,
          evidence: faultEvidence(history, run.result),
        };
      },
    };
    return runDrill(this.session, drill);
  }

  private async begin(leader: DrillNode): Promise<void> {
    await this.device.start();
    await this.attack.begin(this.scene(leader));
    this.watch = new NodeLooks(this.session.cluster);
  }

  private async hang(leader: DrillNode): Promise<void> {
    await delay(settleMs, undefined, { signal: this.session.signal });
    this.hungAt = monotonicMs();
    await stopAll(leader, containers.pihole);
  }

  /** Waits for the condition. If it does not come, `judgeCalm` complains. */
  private async named(): Promise<void> {
    const { condition } = this.attack;
    if (condition === undefined) return;
    const named = () => (this.watch?.has(condition) ? true : undefined);
    await poll(named, { deadlineMs: namedWithinMs, signal: this.session.signal });
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
    const { cluster } = this.session;
    return { cluster, device: this.device, leader, follower: followerOf(cluster, leader) };
  }
}
