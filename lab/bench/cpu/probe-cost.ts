/**
 * Entry of a program that runs in the agent's container: the agent's own probes, and nothing else of it. Its argument
 * is ProbeCostOptions, its output a ProbeCost.
 */
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { DnsClient } from "../../../runtime/agent/probe/dns-client";
import { Prober } from "../../../runtime/agent/probe/prober";
import type { AgentConfig } from "../../../runtime/contract/agent-config";
import { files } from "../../../runtime/contract/files";
import { unboundPort } from "../../../runtime/contract/names";
import type { ProbeCost, ProbeCostOptions } from "./probe-cost-protocol";

const warmIntervalMs = 2;
const options = JSON.parse(process.argv[2] ?? "") as ProbeCostOptions;
const { probe, ownName, recursionNames, unboundAddress } = JSON.parse(
  readFileSync(files.agentConfig, "utf8"),
) as AgentConfig;

const probersAt = (intervalMs: number) => [
  new Prober(new DnsClient("127.0.0.1", 53), [ownName], { ...probe, intervalMs }, () => undefined),
  new Prober(
    new DnsClient(unboundAddress, unboundPort),
    recursionNames,
    { intervalMs: probe.recursionIntervalMs, deadlineMs: probe.recursionDeadlineMs },
    () => undefined,
  ),
];
const probers = probersAt(probe.intervalMs);

const ok = () => probers.reduce((sum, prober) => sum + prober.record().counts.ok, 0);

async function main(): Promise<ProbeCost> {
  await warmUp();
  for (const prober of probers) prober.start();
  await delay(options.settleSeconds * 1000);
  const [before, from, cpu] = [ok(), performance.now(), process.cpuUsage()];
  await delay(options.seconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - from;
  for (const prober of probers) prober.stop();
  return { ms, cpuMs: (user + system) / 1000, probes: ok() - before, perSecond: 1000 / probe.intervalMs };
}

/** An agent has probed for days: its code is compiled, and so must this be. */
async function warmUp(): Promise<void> {
  const fast = probersAt(warmIntervalMs);
  for (const prober of fast) prober.start();
  await delay(options.warmSeconds * 1000);
  for (const prober of fast) prober.stop();
}

main().then(
  (cost) => process.stdout.write(`${JSON.stringify(cost)}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
