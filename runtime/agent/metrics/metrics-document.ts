import { statusPort } from "../../contract/files";
import { durationBoundsMs } from "./duration-metrics";
import type { Metric } from "./metric";
import { registry } from "./all-metrics";

/** The text of docs/metrics.md. */
export const metricsDocument = (): string => `# Metrics

Generated from the code by \`npm run docs\`; a test fails if it is stale. [observe.md](observe.md) has alerts and a
dashboard that use them.

Each node answers \`http://POD_ADDRESS:${statusPort}/metrics\` in Prometheus' text format. A metric is absent if its value is not
known: a 0 always means 0. Counters begin at 0 when the agent starts. No label holds a client or a domain.

The buckets of a histogram end at ${durationBoundsMs.join(", ")} ms.
${Object.entries(registry)
  .map(([title, metrics]) => section(title, metrics))
  .join("")}
## Replaced

Each of these says the same as another one, in a way that Prometheus advises against. They go with the next release. Until
then both are there, because a rule whose metric is missing is silent.

| metric | use instead |
|---|---|
${Object.values(registry)
  .flat()
  .filter(({ replacedBy }) => replacedBy !== undefined)
  .map(({ name, replacedBy }) => `| \`${name}\` | \`${replacedBy}\` |`)
  .join("\n")}
`;

const section = (title: string, metrics: readonly Metric[]): string => `
## ${title}

| metric | type | what it says |
|---|---|---|
${metrics
  .filter(({ replacedBy }) => replacedBy === undefined)
  .map(row)
  .join("\n")}
`;

function row({ name, type, help, labels }: Metric): string {
  const explained = Object.entries(labels).map(([label, values]) => ` Label \`${label}\`: ${values}.`);
  return `| \`${name}\` | ${type} | ${help}${explained.join("")} |`;
}
