/** What dnsperf says of one run. */
export interface Rate {
  readonly completed: number;
  readonly lost: number;
  /** Answers other than NOERROR. */
  readonly bad: number;
  readonly queriesPerSecond: number;
}

/** Reads dnsperf's statistics (2.x). Throws if they are not there, or if nothing was answered. */
export function parseRate(text: string): Rate {
  const completed = number(text, /^\s*Queries completed:\s+(\d+)/m);
  const codes = /^\s*Response codes:\s+(.*)$/m.exec(text)?.[1] ?? "";
  const good = Number(/NOERROR (\d+)/.exec(codes)?.[1] ?? 0);
  if (completed === 0) throw new Error("dnsperf: not one query was answered");
  return {
    completed,
    lost: number(text, /^\s*Queries lost:\s+(\d+)/m),
    bad: completed - good,
    queriesPerSecond: number(text, /^\s*Queries per second:\s+([\d.]+)/m),
  };
}

/** The round trip of each answered query, in ms, as `dnsperf -v` lists them. Throws if there is none. */
export function parseLatencies(text: string): number[] {
  const found = [...text.matchAll(/^> [A-Z]+ \S+ \S+ ([\d.]+)$/gm)].map((match) => Number(match[1]) * 1000);
  if (found.length === 0) throw new Error("dnsperf: it lists no answered query");
  return found;
}

function number(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined)
    throw new Error(`dnsperf: no ${pattern.source} in what it said: ${text.slice(0, 400)}`);
  return Number(found);
}
