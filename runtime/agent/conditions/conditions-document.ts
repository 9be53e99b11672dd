import { conditionKinds } from "./kinds";
import type { ConditionKind } from "./kind";
import { duration } from "./duration";

/** docs/conditions.md: every kind of condition, from the registry. */
export function conditionsDocument(): string {
  return `# Conditions

Written by \`npm run docs\` from \`runtime/agent/conditions/kinds/\`. Do not edit this page.

A condition is something that lasts and that a person may have to do something about. Each node looks for them once a
second and tells its peers, so that every node knows them all. They are in \`ha-dns status\` (with \`--json\` too) and in
\`/status\`. What has happened lately is in \`ha-dns events\`, and in \`/events\`. A node keeps the last 200 events.

| code | severity | told after | means | what helps |
|---|---|---|---|---|
${conditionKinds.map(row).join("\n")}
`;
}

function row({ code, severity, forSeconds, title, fix }: ConditionKind): string {
  const after = forSeconds === 0 ? "at once" : duration(forSeconds * 1_000);
  return `| \`${code}\` | ${severity} | ${after} | ${cell(title)} | ${cell(fix)} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
