import type { Finding } from "../../components/preflight/finding";
import { describeFindings } from "../../components/preflight/finding";
import { findings as preflightFindings } from "../../components/preflight/preflight";
import { countFindings, isProblem, problemsFirst } from "../../components/preflight/preflight-report";
import { rules } from "../../components/preflight/rules/all-rules";
import { checks } from "./checks/index";
import type { DoctorView } from "./doctor-view";

/** What a doctor's visit came to. */
export interface Diagnosis {
  /** Whether no check has found a problem; warnings are none. */
  readonly good: boolean;
  readonly seconds: number;
  readonly checks: readonly { readonly check: string; readonly title: string; readonly good: boolean }[];
  readonly findings: readonly Finding[];
}

/** All findings: the preflight's, and the doctor's own. Pure. */
export function findingsOf(view: DoctorView): Finding[] {
  const agents = view.nodes.map(({ agent }) => agent);
  const visited = view.nodes.map((node) => node.visited);
  return [
    ...preflightFindings(visited, agents),
    ...checks.flatMap(({ id, look }) => look(view).map((found) => ({ ...found, check: id }))),
  ];
}

export function diagnose(view: DoctorView, seconds: number): Diagnosis {
  const findings = findingsOf(view);
  const good = (check: string) => !findings.some((finding) => finding.check === check && isProblem(finding));
  const names = [
    { check: "ssh", title: "root can log in" },
    ...Object.keys(rules).map((check) => ({ check, title: "docs/preflight.md" })),
    ...checks.map(({ id, title }) => ({ check: id, title })),
  ];
  return {
    good: !findings.some(isProblem),
    seconds,
    checks: names.map((it) => ({ ...it, good: good(it.check) })),
    findings,
  };
}

export function diagnosisText({ seconds, checks: all, findings }: Diagnosis): string {
  const count = findings.length === 0 ? "nothing found" : countFindings(findings);
  const verdict = `${all.length} checks: ${count}, ${seconds.toFixed(1)} s. Nothing was changed.\n`;
  return findings.length === 0 ? verdict : `${verdict}\n${describeFindings(problemsFirst(findings))}\n`;
}
