import { describe } from "./deploy/deploy";
import type { DrillReport } from "./report";
import type { StartReport } from "./start";

/** The report of `npm start`, for a person. */
export function describeStart(report: StartReport): string {
  const leader = report.drills.at(-1)?.runs.at(-1)?.leaderBefore;
  return [
    "",
    `The cluster answers on ${report.vip}${leader ? `, led by ${leader}` : ""}.`,
    "",
    "Deployed",
    ...report.deployments.map(
      ({ node, update }) => `  ${node.padEnd(8)} ${describe(update)}, in ${update.seconds.toFixed(1)} s`,
    ),
    `  Pi-hole  ${report.pihole}`,
    `  VRRP     ${realTime(report.withoutRealTime)}`,
    "",
    "What failing cost",
    ...report.drills.map((drill) => `  ${cost(drill)}`),
    ...(report.dataFaults ? ["", dataLine(report.dataFaults)] : []),
    "",
    "The lab stays up. Go on with",
    "  npm run drill -- --help                     break something else",
    "  . .lab/env && npx pulumi preview -s NODE    work on it by hand",
    "  npm run lab:down                            take all of it down",
    "",
  ].join("\n");
}

const realTime = (without: readonly string[]): string =>
  without.length === 0
    ? "with real-time priority"
    : `without real-time priority on ${without.join(", ")}: the VIP can move for nothing while this machine is busy`;

const dataLine = (faults: readonly string[]): string =>
  faults.length === 0
    ? "Data     one node holds it, and the others follow"
    : `Data     NOT AS IT SHOULD: ${faults.join("; ")}`;

function cost(drill: DrillReport): string {
  const name = drill.fault.padEnd(14);
  const { summary, runs } = drill;
  if (!summary) return `${name} could not be shown: ${drill.stopped}`;
  const sent = runs.reduce((sum, run) => sum + run.sent, 0);
  const verdict =
    drill.stopped ?? (summary.failed > 0 ? runs.flatMap((run) => run.complaints).join("; ") : "");
  return (
    `${name} ${Math.round(summary.outageMs.max)} ms without DNS, ${summary.lost} of ${sent} queries lost, ` +
    `${summary.wrong} wrong${verdict ? `; NOT AS IT SHOULD: ${verdict}` : ""}`
  );
}
