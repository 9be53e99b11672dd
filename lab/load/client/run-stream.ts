import { monotonicMs } from "../../clock";
import type { Lateness, Questions, StreamRow, StreamLine, StreamOptions } from "../stream-protocol";
import { Sender } from "./sender";

const tickMs = 250;

/** Streams queries as `options` say, those of `questionsOf` to each target, until `stopped` resolves, and writes what became of each as it is known. */
export async function runStream(
  options: StreamOptions,
  questionsOf: (target: number) => Questions,
  write: (line: StreamLine) => void,
  stopped: Promise<void>,
): Promise<void> {
  let rows: StreamRow[] = [];
  const senders = options.targets.map(
    (target, t) =>
      new Sender(target, questionsOf(t), {
        settled: (sentAt, rtt, uncached) => rows.push([t, round(sentAt), round(rtt), uncached]),
        retried: (sentAt, answered, uncached) =>
          write({ type: "retried", target: t, sentAt: round(sentAt), answered, uncached }),
        wrong: (name, why) => write({ type: "wrong", at: monotonicMs(), target: t, name, why }),
      }),
  );
  const tick = () => {
    const settled = rows;
    rows = [];
    write({
      type: "tick",
      at: monotonicMs(),
      counts: senders.map((sender) => sender.counts()),
      oldestOpenMs: senders.map((sender) => round(sender.oldestOpenMs())),
      oldestCachedOpenMs: senders.map((sender) => round(sender.oldestCachedOpenMs())),
      rows: settled,
    });
  };

  write({ type: "start", at: monotonicMs(), wallAtZeroMs: Date.now() - monotonicMs() });
  for (const sender of senders) await sender.start();
  const ticking = setInterval(tick, tickMs);
  await stopped;
  await Promise.all(senders.map((sender) => sender.stop()));
  clearInterval(ticking);
  tick();
  const { user, system } = process.cpuUsage();
  write({
    type: "end",
    at: monotonicMs(),
    lateness: worst(senders.map((sender) => sender.lateness())),
    cpuMs: Math.round((user + system) / 1000),
    socketErrors: sum(senders.map((sender) => sender.socketErrors)),
  });
}

const round = (ms: number) => Math.round(ms * 1000) / 1000;

const worst = (all: readonly Lateness[]): Lateness => all.reduce((a, b) => (b.maxMs > a.maxMs ? b : a));

function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [key, count] of Object.entries(counts)) total[key] = (total[key] ?? 0) + count;
  return total;
}
