import { stringify } from "yaml";
import type { Alert } from "./alert";
import { clusterAlerts } from "./alerts-cluster";
import { conditionAlerts } from "./alerts-conditions";
import { dataAlerts } from "./alerts-data";
import { nodeAlerts } from "./alerts-node";
import { recordings } from "./recording";

export const alerts: readonly Alert[] = [...clusterAlerts, ...nodeAlerts, ...dataAlerts, ...conditionAlerts];

/** The text of ha-dns.rules.yml: recording rules and alerts for any number of clusters. */
export function renderRules(): string {
  const groups = [
    { name: "ha-dns.recording", rules: recordings },
    { name: "ha-dns.cluster", rules: clusterAlerts.map(rule) },
    { name: "ha-dns.node", rules: nodeAlerts.map(rule) },
    { name: "ha-dns.data", rules: dataAlerts.map(rule) },
    { name: "ha-dns.conditions", rules: conditionAlerts.map(rule) },
  ];
  return stringify({ groups }, { lineWidth: 0 });
}

const rule = ({ name, expr, for: lasting, severity, summary, fix }: Alert) => ({
  alert: name,
  expr,
  ...(lasting === undefined ? {} : { for: lasting }),
  ...(severity === undefined ? {} : { labels: { severity } }),
  annotations: { summary, description: fix },
});
