import { table } from "../../table";
import { isGood, type Latency, type SyncReport } from "../../checks/sync-result";

/** The whole drill for a person. */
export function reportText(report: SyncReport): string {
  const { scenario, seed, qps, leader, follower, latency, complaints, stopped } = report;
  const verdict = isGood(report) ? "as it should be" : "NOT AS IT SHOULD BE";
  return [
    `${scenario}, seed ${seed}: ${leader} leads, ${follower} follows, ${qps} queries/s to each address`,
    ...(report.streams.length > 0 ? ["", streamTable(report)] : []),
    ...(latency ? ["", latencyTable(latency, report.latencyByKind)] : []),
    ...(Object.keys(report.figures).length > 0 ? ["", figureLines(report.figures)] : []),
    "",
    ...complaints.map((complaint) => `- ${complaint}`),
    ...(stopped === null ? [] : [`- stopped: ${stopped}`]),
    `${scenario}: ${verdict}.`,
  ].join("\n");
}

function streamTable({ streams, senderLateMs }: SyncReport): string {
  const late = senderLateMs > 20 ? `\nThe sender itself was up to ${Math.round(senderLateMs)} ms late.` : "";
  return (
    table(
      ["queries to", "sent", "lost", "wrong", "longest outage"],
      streams.map(({ of, address, sent, lost, wrong, outageMs }) => [
        `${of} (${address})`,
        ...[sent, lost, wrong].map(String),
        `${outageMs} ms`,
      ]),
    ) + late
  );
}

function latencyTable(all: Latency, byKind: Readonly<Record<string, Latency>>): string {
  const row = (name: string, { count, p50Ms, p95Ms, maxMs }: Latency) => [
    ...[name, String(count)],
    ...[p50Ms, p95Ms, maxMs].map((ms) => `${ms} ms`),
  ];
  return table(
    ["until it is on the follower", "changes", "median", "95 %", "longest"],
    [...Object.entries(byKind).map(([kind, latency]) => row(kind, latency)), row("all", all)],
  );
}

/** `equalAfterMs: 1234` as `equal after 1234 ms`. */
const figureLines = (figures: SyncReport["figures"]): string =>
  Object.entries(figures)
    .map(([name, value]) => {
      const words = name.replace(/Ms$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${words}: ${Math.round(value)}${name.endsWith("Ms") ? " ms" : ""}`;
    })
    .join("\n");
