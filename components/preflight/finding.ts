/** What stops a deployment, or what a person should know before one. */
export type FindingSeverity = "problem" | "warning";

/** What a check found on a node's host. */
export interface Finding {
  readonly node: string;
  /** The check's name, as docs/preflight.md has it. */
  readonly check: string;
  readonly severity: FindingSeverity;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

/** A finding before it is known on which node, and by which check. */
export type HostFinding = Omit<Finding, "node" | "check">;

/** Something that stops a deployment. */
export const problem = (found: string, expected: string, fix: string): HostFinding => ({
  severity: "problem",
  found,
  expected,
  fix,
});

/** Something that a deployment can live with. */
export const warning = (found: string, expected: string, fix: string): HostFinding => ({
  severity: "warning",
  found,
  expected,
  fix,
});

/** Findings as a person reads them. */
export const describeFindings = (findings: readonly Finding[]): string =>
  findings.map(describeFinding).join("\n\n");

const describeFinding = ({ node, check, severity, found, expected, fix }: Finding): string =>
  [
    `  ${node}: ${check} (${severity})`,
    `    found     ${indented(found)}`,
    `    expected  ${indented(expected)}`,
    `    fix       ${indented(fix)}`,
  ].join("\n");

const indented = (text: string): string => text.trim().replaceAll("\n", `\n${" ".repeat(14)}`);
