import type { Moments } from "./checks/fault-result";
import { monotonicMs } from "./clock";
import { keepEvidence } from "./evidence";
import { coolDown, requireHealthy, waitHealthy, warmUp } from "./gate";
import type { Stream } from "./load/stream";
import type { StreamEnd } from "./load/stream-view";
import type { Session } from "./session";

/** How a drill ended. */
export interface Ending {
  readonly moments: Moments;
  /** What was still unhealthy; empty if all recovered. */
  readonly notWhole: readonly string[];
  readonly stream: StreamEnd;
}

/** The result of a drill. */
export interface DrillVerdict<Report> {
  readonly report: Report;
  readonly isGood: boolean;
  /** By file name; saved if the drill fails. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** What is broken, moved or measured while clients ask. The runner calls these parts in this order. */
export interface Drill<Scene extends { readonly stream: Stream }, Seen, Report> {
  /** Names its evidence. */
  readonly name: string;
  /** Starts the clients, writers and watchers in a healthy cluster. Leaves nothing running if it throws. */
  readonly load: () => Promise<Scene>;
  /** Plays the fault or the scenario, until the cluster has got over it. */
  readonly act: (scene: Scene) => Promise<Seen>;
  /** Undoes what `load` and `act` did, also if `act` failed. Safe if nothing was done. */
  readonly heal: (scene: Scene) => Promise<void>;
  /** Gives back what was withheld until the cluster was healthy without it. Safe if nothing was withheld. */
  readonly giveBack?: (scene: Scene) => Promise<void>;
  /** Waits for further parts after `restored` (monotonic ms). Returns what is unhealthy at the deadline. */
  readonly settle?: (scene: Scene, restored: number) => Promise<readonly string[]>;
  readonly check: (
    scene: Scene,
    seen: Seen,
    ending: Ending,
  ) => DrillVerdict<Report> | Promise<DrillVerdict<Report>>;
  /** Stops what `load` started, except the stream. */
  readonly end?: (scene: Scene) => Promise<void>;
  /** Evidence of a drill that broke off. */
  readonly evidenceSoFar?: () => Readonly<Record<string, string>>;
}

/**
 * Runs a drill from a healthy cluster to a healthy cluster. Saves evidence if it fails or breaks off, but not if it is
 * interrupted. Throws if it cannot begin or breaks off.
 */
export async function runDrill<Scene extends { readonly stream: Stream }, Seen, Report>(
  session: Session,
  drill: Drill<Scene, Seen, Report>,
): Promise<Report> {
  const { cluster, note, signal } = session;
  const keep = async (files: Readonly<Record<string, string>>) =>
    note(`evidence is in ${await keepEvidence(cluster, drill.name, files)}`);
  try {
    await requireHealthy(session);
    const scene = await drill.load();
    try {
      const { report, isGood, evidence } = await play(session, drill, scene);
      if (!isGood) await keep(evidence);
      return report;
    } finally {
      try {
        await drill.end?.(scene);
      } finally {
        await scene.stream.stop().catch((error: unknown) => note(String(error)));
      }
    }
  } catch (error) {
    if (!signal.aborted) await keep(drill.evidenceSoFar?.() ?? {});
    throw error;
  }
}

async function play<Scene extends { readonly stream: Stream }, Seen, Report>(
  session: Session,
  drill: Drill<Scene, Seen, Report>,
  scene: Scene,
): Promise<DrillVerdict<Report>> {
  const started = monotonicMs();
  let injected = started;
  const acted = async () => {
    await warmUp(session, scene.stream);
    injected = monotonicMs();
    return drill.act(scene);
  };
  const seen = await acted().catch(async (error: unknown) => {
    // Heal after any error, also after an interrupt. The first error is the one to report.
    const further = (reason: unknown) => session.note(String(reason));
    await drill.heal(scene).catch(further);
    await drill.giveBack?.(scene).catch(further);
    throw error;
  });
  const healed = monotonicMs();
  const { restored, sick } = await healthyAgain(session, drill, scene).finally(() => drill.giveBack?.(scene));
  const notWhole = [...sick, ...((await drill.settle?.(scene, restored)) ?? [])];
  const whole = notWhole.length === 0 ? monotonicMs() : null;
  await coolDown(session, scene.stream, whole ?? 0);
  const moments = { started, injected, healed, restored, ended: monotonicMs(), whole };
  return drill.check(scene, seen, { moments, notWhole, stream: await scene.stream.stop() });
}

async function healthyAgain<Scene extends { readonly stream: Stream }>(
  session: Session,
  drill: Pick<Drill<Scene, unknown, unknown>, "heal">,
  scene: Scene,
): Promise<{ readonly restored: number; readonly sick: readonly string[] }> {
  await drill.heal(scene);
  return { restored: monotonicMs(), sick: await waitHealthy(session) };
}
