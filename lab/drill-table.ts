import type { DrillReport } from "./report";

const heads = ["fault", "runs", "outage median", "longest", "lost", "wrong", "VIP", "as it should"];

/** Many drills in one table: what the client saw of each, and whether each run ended as it should. */
export function table(reports: readonly DrillReport[]): string {
  const rows = [heads, ...reports.map(row)];
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Whether every drill was done, and each of its runs ended as it should. */
export const allGood = (reports: readonly DrillReport[]): boolean =>
  reports.length > 0 && reports.every(({ stopped, summary }) => stopped === null && summary?.failed === 0);

function row({ fault, runs, summary, stopped }: DrillReport): string[] {
  const complaints = [...new Set(runs.flatMap((run) => run.complaints))];
  const verdict = [...complaints, ...(stopped === null ? [] : [stopped.split("\n")[0]!])].join("; ");
  if (!summary) return [fault, "0", "-", "-", "-", "-", "-", `NO: ${verdict}`];
  return [
    fault,
    String(runs.length),
    `${Math.round(summary.outageMs.p50)} ms`,
    `${Math.round(summary.outageMs.max)} ms`,
    String(summary.lost),
    String(summary.wrong),
    vip(runs),
    verdict === "" ? "yes" : `NO: ${verdict}`,
  ];
}

/** What the VIP did; on both nodes for longer than a hand-over takes, it was split. */
function vip(runs: DrillReport["runs"]): string {
  const moves = runs.filter(({ vipMoves }) => vipMoves > 0).length;
  if (runs.some(({ twoOwnersMs }) => twoOwnersMs > 1_000)) return "split";
  if (moves === 0) return "stayed";
  return moves === runs.length ? "moved" : `moved in ${moves} of ${runs.length}`;
}
