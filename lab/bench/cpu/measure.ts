import path from "node:path";
import { containers } from "../../../runtime/contract/names";
import { bundle } from "../../load/programs";
import { leaderOf, type Session } from "../../session";
import { cachedNames } from "../../images/internet/facts";
import { names } from "../../settings";
import { docker } from "../../shell";
import { renderCheckScript } from "../common-settings/render";
import { commonSettings } from "../common-settings/common-settings";
import { spread, type Spread } from "../statistics";
import { forkScript, parseCpuSamples, parseTimes, percentOfCore, sampleScript } from "./accounting";
import type { ProbeCost, ProbeCostOptions } from "./probe-cost-protocol";

export const cpuRounds = 3;
const seconds = 10;
const warmSeconds = 5;
const settleSeconds = 5;
const checksARound = 80;

/** What checking health costs, in per cent of one core where nothing else is said. */
export interface CpuCost {
  readonly probesPerSecond: number;
  readonly agent: Spread;
  readonly probes: Spread;
  /** CPU time of one probe, in ms. */
  readonly probeMs: Spread;
  readonly forks: readonly ForkCost[];
}

export interface ForkCost {
  readonly tool: "dig" | "drill";
  /** CPU time of one check, its shell and the tool, in ms. */
  readonly checkMs: Spread;
  /** At as many checks a second as there are probes, and at the common settings' rate; per cent of one core. */
  readonly atProbeRate: number;
  readonly atCommonRate: number;
}

/** Measures on the leader while nobody asks it. Throws where something cannot be measured. */
export async function measureCpu(session: Session): Promise<CpuCost> {
  const { note, signal } = session;
  const leader = leaderOf(session);
  const inAgent = ["exec", "-i", leader.container, "docker", "exec", "-i", containers.agent];
  const inClient = ["exec", "-i", names.client];
  const program = await bundle(path.join(__dirname, "probe-cost.ts"));
  const name = cachedNames[0]!.name;
  const seen = {
    agent: [] as number[],
    probes: [] as ProbeCost[],
    drill: [] as number[],
    dig: [] as number[],
  };
  for (let i = 0; i < cpuRounds; i++) {
    signal.throwIfAborted();
    seen.agent.push(await agentShare(inAgent));
    seen.probes.push(await probeCost(inAgent, program));
    const { perSecond } = seen.probes[0]!;
    seen.drill.push(await forkCost(inAgent, renderCheckScript("drill", "127.0.0.1", name), perSecond));
    seen.dig.push(await forkCost(inClient, renderCheckScript("dig", leader.pod, name), perSecond));
    note(
      `round ${i + 1}: agent ${seen.agent.at(-1)!.toFixed(2)} %, probes ${share(seen.probes.at(-1)!).toFixed(2)} %, ` +
        `forked drill ${seen.drill.at(-1)!.toFixed(1)} ms a check, forked dig ${seen.dig.at(-1)!.toFixed(1)} ms`,
    );
  }
  const { perSecond } = seen.probes[0]!;
  return {
    probesPerSecond: perSecond,
    agent: spread(seen.agent),
    probes: spread(seen.probes.map(share)),
    probeMs: spread(seen.probes.map(({ cpuMs, probes }) => cpuMs / probes)),
    forks: [forked("drill", seen.drill, perSecond), forked("dig", seen.dig, perSecond)],
  };
}

/** The whole agent: every thread of its process, from the kernel's own account. */
async function agentShare(inAgent: readonly string[]): Promise<number> {
  const text = await docker([...inAgent, "sh", "-c", sampleScript(seconds)], {
    timeoutMs: (seconds + 20) * 1000,
  });
  return percentOfCore(...parseCpuSamples(text));
}

async function probeCost(inAgent: readonly string[], program: string): Promise<ProbeCost> {
  const options: ProbeCostOptions = { warmSeconds, settleSeconds, seconds };
  const text = await docker([...inAgent, "node", "-", JSON.stringify(options)], {
    stdin: program,
    timeoutMs: (warmSeconds + settleSeconds + seconds + 20) * 1000,
  });
  const cost = JSON.parse(text) as ProbeCost;
  if (cost.probes < (cost.perSecond * seconds) / 2)
    throw new Error(`only ${cost.probes} probes were answered in ${seconds} s`);
  return cost;
}

/** CPU time of one check, in ms. */
async function forkCost(within: readonly string[], check: string, perSecond: number): Promise<number> {
  const script = forkScript(checksARound, 1000 / perSecond);
  const text = await docker([...within, "bash", "-c", script, "bash", check], { timeoutMs: 60_000 });
  return parseTimes(text) / checksARound;
}

/** The process that does nothing but probe, in per cent of one core. */
export const share = ({ ms, cpuMs }: ProbeCost): number => (100 * cpuMs) / ms;

const forked = (tool: ForkCost["tool"], costs: readonly number[], perSecond: number): ForkCost => {
  const checkMs = spread(costs);
  const at = (checksASecond: number) => (checkMs.median * checksASecond) / 10;
  return { tool, checkMs, atProbeRate: at(perSecond), atCommonRate: at(1 / commonSettings.checkInterval) };
};
