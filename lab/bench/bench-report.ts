import { type CpuCost, type ForkCost } from "./cpu/measure";
import type { Comparison, FailoverCost } from "./failover";
import type { BenchReport } from "./bench-result";
import type { CommonSettings } from "./common-settings/common-settings";
import { type Spread } from "./statistics";
import { table } from "../table";
import { openQueries, pacedRate, type Throughput, type Way } from "./throughput";

/** The whole bench for a person. */
export function reportText(report: BenchReport): string {
  const { machine, failover, throughput, cpu, stopped } = report;
  const cores = `${machine.cores} ${machine.cores === 1 ? "core" : "cores"} (${machine.architecture})`;
  const sections = [
    `Measured on ${cores} that hold the whole lab; the load before was ${machine.loadBefore.toFixed(1)}.${busy(report)}`,
    failover && failover.comparisons.length > 0 ? failoverText(failover, report.commonSettings) : "",
    throughput ? throughputText(throughput) : "",
    cpu ? cpuText(cpu) : "",
    stopped === null ? "" : `NOT ALL WAS MEASURED: ${stopped}`,
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

/** More than a core each was wanted before the bench began: by others, as a lab at rest wants hardly any. */
const busy = ({ machine: { loadBefore, cores } }: BenchReport): string =>
  loadBefore > cores ? "\nTHE MACHINE HAD OTHER WORK: these figures say little of the cluster." : "";

function failoverText(
  { queriesPerSecond, comparisons }: NonNullable<BenchReport["failover"]>,
  settings: CommonSettings,
): string {
  const { advertInterval, checkInterval, fall } = settings;
  const complaints = comparisons.flatMap(({ fault, defaults }) =>
    defaults.complaints.map((complaint) => `  with the defaults, ${fault}: ${complaint}`),
  );
  return [
    `Longest time without any answer, at ${queriesPerSecond} queries/s, the two settings in turns`,
    `(common: VRRP 2, adverts every ${advertInterval} s, a check script every ${checkInterval} s, ${fall} failures)`,
    table(
      ["fault", "settings", "runs", "median", "longest", "lost a run", "slowest answer", "ratio"],
      comparisons.flatMap(({ fault, common, defaults, ratio }) => [
        [fault, "common", ...costCells(common)],
        ["", "defaults", ...costCells(defaults), ratioText(common.outageMs.median, ratio)],
      ]),
    ),
    ...complaints,
  ].join("\n");
}

const costCells = ({ outageMs, open, lostPerRun, slowestMs }: FailoverCost): string[] => [
  String(outageMs.runs),
  ms(outageMs.median),
  `${open ? "over " : ""}${ms(outageMs.most)}`,
  String(lostPerRun),
  ms(slowestMs.median),
];

/** How many times longer the outage is with the common settings; null: the defaults had none. */
export function ratioText(commonMs: number, ratio: Comparison["ratio"]): string {
  if (ratio !== null) return `${ratio.toFixed(1)} ×`;
  return commonMs > 0 ? "∞ (none)" : "none in either";
}

function throughputText({ leader, vip, direct, ratio }: Throughput): string {
  const cells = (name: string, way: Way) => [
    name,
    String(way.queriesPerSecond.runs),
    ...perSecond(way.queriesPerSecond),
    micro(way.p50Ms),
    micro(way.p99Ms),
    String(way.unanswered),
  ];
  return [
    `Queries for cached names, ${openQueries} open at a time, the two ways in turns; round trips at ${pacedRate} queries/s`,
    table(
      ["way", "rounds", "queries/s: median", "least", "most", "median round trip", "99 %", "unanswered"],
      [cells("through the VIP", vip), cells(`straight to ${leader}`, direct)],
    ),
    `Queries/s through the VIP, as a part of those without it, round by round: median ${ratio.median.toFixed(3)}, ` +
      `least ${ratio.least.toFixed(3)}, most ${ratio.most.toFixed(3)} (wanted: 0.98 or more).`,
  ].join("\n");
}

const perSecond = ({ median, least, most }: Spread) =>
  [median, least, most].map((value) => String(Math.round(value)));
const micro = ({ median }: Spread) => `${Math.round(median * 1000)} µs`;

function cpuText({ agent, probes, probeMs, probesPerSecond, forks }: CpuCost): string {
  const row = (name: string, { median, least, most, runs }: Spread) => [
    name,
    String(runs),
    percent(median),
    `${percent(least)} to ${percent(most)}`,
  ];
  return [
    "CPU of checking health, of one core, while nobody asks",
    table(
      ["what", "rounds", "median", "from, to"],
      [
        row("the whole agent, on the leader", agent),
        row(`its probes alone, ${probesPerSecond} a second`, probes),
        ...forks.flatMap((fork) => forkRows(fork, probesPerSecond)),
      ],
    ),
    `A probe takes ${probeMs.median.toFixed(2)} ms of CPU; a forked check ${forks.map(forkText).join(", ")}.`,
    "The probes alone: the agent's probe code in a process of its own in the agent's container, all that this process",
    "uses, by getrusage. The forks: getrusage of a shell and all that it forks; drill in the agent's container, dig,",
    "which that has not, in the client's. At the common rate: computed from the time of one check.",
  ].join("\n");
}

const forkRows = ({ tool, checkMs, atProbeRate, atCommonRate }: ForkCost, perSecond: number): string[][] => [
  [`a script that forks ${tool}, ${perSecond} a second`, String(checkMs.runs), percent(atProbeRate), ""],
  [`… at the common rate`, String(checkMs.runs), percent(atCommonRate), ""],
];

const forkText = ({ tool, checkMs }: ForkCost) => `${checkMs.median.toFixed(1)} ms (${tool})`;
const percent = (value: number) => `${value.toFixed(2)} %`;
const ms = (value: number) => `${Math.round(value)} ms`;
