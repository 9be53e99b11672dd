import type { Snapshot } from "../snapshot";
import { durationBoundsMs, type Durations } from "./duration-metrics";
import type { Labels, Metric } from "./metric";

/** One metric in Prometheus' text format, version 0.0.4; empty if it has no sample now. */
export function expose(metric: Metric, snapshot: Snapshot): string {
  const { name, help, type } = metric;
  const lines =
    metric.type === "histogram"
      ? metric.samples(snapshot).flatMap(([labels, durations]) => bucketLines(name, labels, durations))
      : metric.samples(snapshot).map(([labels, value]) => line(name, labels, value));
  if (lines.length === 0) return "";
  return `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function bucketLines(name: string, labels: Labels, { counts, sumMs }: Durations): string[] {
  let count = 0;
  const buckets = [...durationBoundsMs, Infinity].map((bound, i) => {
    count += counts[i] ?? 0;
    return line(`${name}_bucket`, { ...labels, le: number(bound / 1000) }, count);
  });
  return [...buckets, line(`${name}_sum`, labels, sumMs / 1000), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const inner = Object.entries(labels).map(([label, text]) => `${label}="${labelText(text)}"`);
  return `${name}${inner.length > 0 ? `{${inner.join(",")}}` : ""} ${number(value)}\n`;
}

/**
 * The format knows three escapes, and takes every other character as it is. Prometheus reads a NUL as the end of the
 * text, and refuses what is no Unicode: both become the replacement character.
 */
const labelText = (text: string): string =>
  text
    .replace(/[\0\p{Surrogate}]/gu, "\ufffd")
    .replace(/[\\"\n]/g, (found) => (found === "\n" ? "\\n" : `\\${found}`));

const helpText = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const number = (value: number): string =>
  value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value);
