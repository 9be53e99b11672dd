import { imageSources } from "../../components/images/image-names";
import { loadFiles } from "../../components/load-files";
import { askAgentBySsh } from "../../components/peers/ask-agents";
import { networkFit } from "../../components/preflight/network-fit";
import { preflight } from "../../components/preflight/preflight";
import { isProblem, reportText, type Report } from "../../components/preflight/preflight-report";
import type { CallOf } from "../frame/command-type";
import { chosenNodes } from "../frame/chosen-nodes";

/** Resolves to the exit code. What runs on the hosts ends with its deadline, within seconds, and leaves nothing. */
export async function runPreflight({
  values,
  root,
  signal,
  print,
  note,
}: CallOf<{ readonly node: readonly string[]; readonly json: boolean }>): Promise<number> {
  const started = performance.now();
  const { nodes: all } = loadFiles(root, process.env.HA_DNS_SITE);
  const chosen = chosenNodes(all, values.node);
  for (const { plan } of chosen) note(`${plan.node.name}: asking ${plan.node.host} …`);
  const agents = Promise.all(all.map(async ({ ssh }) => (await askAgentBySsh(ssh)).own));
  const visits = chosen.map(({ plan, ssh }) => ({ plan, ssh, sources: imageSources(plan, root) }));
  const fits: string[] = [];
  const findings = await preflight(visits, agents, {
    signal,
    onVisited({ plan, facts }) {
      note(`${plan.node.name}: done`);
      const fit = facts && networkFit(plan, facts);
      if (fit !== undefined) fits.push(`${plan.node.name}: ${fit}`);
    },
  });
  const report: Report = {
    good: !findings.some(isProblem),
    seconds: (performance.now() - started) / 1000,
    nodes: chosen.map(({ plan }) => ({ name: plan.node.name, host: plan.node.host })),
    networks: fits.sort(),
    findings,
  };
  print(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.good ? 0 : 1;
}
