import os from "node:os";
import type { Cluster } from "../cluster/cluster";
import { NotHealthy, waitHealthy } from "../gate";
import { inSession, type Session } from "../session";
import { measureCpu } from "./cpu/measure";
import { compare, type FailoverRun, measureFailover } from "./failover";
import type { BenchOptions, BenchPart } from "./bench-options";
import type { BenchReport, Machine } from "./bench-result";
import { commonSettings } from "./common-settings/common-settings";
import { NotRestored, Variants } from "./common-settings/variants";
import { measureThroughput } from "./throughput";

/**
 * Measures what `options` ask for, one part after the other. Ends early, and says why, where one cannot be measured;
 * an interrupt first puts back what was changed.
 */
export async function bench(
  cluster: Cluster,
  options: BenchOptions,
  note: (text: string) => void,
): Promise<BenchReport> {
  const machine = thisMachine();
  const runs: FailoverRun[] = [];
  let measured: Pick<BenchReport, "throughput" | "cpu"> = { throughput: null, cpu: null };
  let notRestored: NotRestored | undefined;
  const asked = (part: BenchPart) => options.parts.includes(part);
  const stopped = await inSession(cluster, note, async (session) => {
    try {
      await mendEarlier(session);
      await beWhole(session);
      // What may not be disturbed comes first; faults leave caches cold and logs long.
      if (asked("throughput")) measured = { ...measured, throughput: await measureThroughput(session) };
      if (asked("cpu")) measured = { ...measured, cpu: await measureCpu(session) };
      if (asked("failover")) {
        await measureFailover(session, options.faults, options, (run) => runs.push(run));
        await beWhole(session);
      }
    } catch (error) {
      if (error instanceof NotRestored) notRestored = error;
      throw error;
    }
  });
  const failover =
    runs.length > 0 ? { queriesPerSecond: options.qps, comparisons: compare(runs), runs } : null;
  return {
    at: new Date().toISOString(),
    machine,
    commonSettings,
    failover,
    ...measured,
    // What an interrupt has left behind is the news, and not the interrupt.
    stopped: notRestored?.message ?? stopped,
  };
}

async function mendEarlier({ cluster, note }: Session): Promise<void> {
  const variants = new Variants(cluster);
  if (!variants.replaced) return;
  note("an earlier bench has left the common settings: putting the deployed ones back");
  await variants.use("defaults");
}

async function beWhole(session: Session): Promise<void> {
  const faults = await waitHealthy(session);
  if (faults.length > 0) throw new NotHealthy(`the cluster is not whole: ${faults.join("; ")}`);
}

const thisMachine = (): Machine => ({
  cores: os.availableParallelism(),
  architecture: os.arch(),
  loadBefore: os.loadavg()[0]!,
});
