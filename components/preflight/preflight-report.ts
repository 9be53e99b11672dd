import { describeFindings, type Finding } from "./finding";

/** What a preflight came to. */
export interface Report {
  /** Whether nothing stops a deployment. */
  readonly good: boolean;
  readonly seconds: number;
  readonly nodes: readonly { readonly name: string; readonly host: string }[];
  /** By node, which values of key `network` fit, and why. */
  readonly networks: readonly string[];
  readonly findings: readonly Finding[];
}

/** A report as a person reads it: problems first. */
export function reportText({ good, seconds, nodes, networks, findings }: Report): string {
  const names = nodes.map(({ name, host }) => `${name} (${host})`).join(", ");
  const verdict = [
    `${names}: ${countFindings(findings)}, ${seconds.toFixed(1)} s. Nothing was changed.`,
    ...networks,
  ].join("\n");
  if (findings.length === 0) return `${verdict}\n`;
  const after = good ? "" : "\nAn update of these nodes is refused until the problems are gone.\n";
  return `${verdict}\n\n${describeFindings(problemsFirst(findings))}\n${after}`;
}

export const problemsFirst = (findings: readonly Finding[]): Finding[] => [
  ...findings.filter(isProblem),
  ...findings.filter((finding) => !isProblem(finding)),
];

export const isProblem = ({ severity }: Finding): boolean => severity === "problem";

export function countFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return "ready";
  const problems = findings.filter(isProblem).length;
  const count = (n: number, what: string) => (n === 0 ? [] : [`${n} ${what}${n === 1 ? "" : "s"}`]);
  return [...count(problems, "problem"), ...count(findings.length - problems, "warning")].join(", ");
}
