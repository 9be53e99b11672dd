import { metrics } from "../../../runtime/agent/metrics/all-metrics";
import type { Snapshot } from "../../../runtime/agent/snapshot";

/** What each node's agent would say at one moment; undefined: it does not answer. */
export type Moment = Readonly<Record<string, Snapshot | undefined>>;

export interface Series {
  readonly series: string;
  readonly values: string;
}

/** What a Prometheus has stored that has asked the nodes at each of these moments. */
export function storedSeries(moments: readonly Moment[], cluster: string): Series[] {
  const values = new Map<string, (string | undefined)[]>();
  moments.forEach((moment, at) => {
    for (const [name, snapshot] of Object.entries(moment)) {
      const target = `cluster="${cluster}",instance="${name}",job="ha-dns"`;
      const seen = [
        [`up{${target}}`, snapshot ? "1" : "0"],
        ...(snapshot ? samplesOf(snapshot, target) : []),
      ];
      for (const [series, value] of seen as [string, string][]) {
        const row = values.get(series) ?? moments.map(() => undefined);
        row[at] = value;
        values.set(series, row);
      }
    }
  });
  return [...values].map(([series, row]) => ({ series, values: inPromtoolsWords(row) }));
}

function samplesOf(snapshot: Snapshot, target: string): [string, string][] {
  const lines = metrics(snapshot).split("\n");
  return lines.flatMap((line): [string, string][] => {
    const [, name, labels, value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[`${name}{${labels ? `${labels},` : ""}${target}}`, value!]];
  });
}

/** A series ends where a scrape no longer has it: Prometheus stores a mark then. Equal values are written once. */
function inPromtoolsWords(row: readonly (string | undefined)[]): string {
  const words = row.map((value, at) => value ?? (at > 0 && row[at - 1] !== undefined ? "stale" : "_"));
  const runs: { word: string; times: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word && word !== "stale") last.times++;
    else runs.push({ word, times: 1 });
  }
  return runs.map(({ word, times }) => repeated(word, times)).join(" ");
}

/** `5x3` is four times 5, but `_x3` is three times nothing. */
const repeated = (word: string, times: number): string =>
  times === 1 ? word : `${word}x${word === "_" ? times : times - 1}`;
