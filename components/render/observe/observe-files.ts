import type { NodePlan } from "../../config/plan";
import { renderAlertmanager } from "./alertmanager";
import { renderRules } from "./alert-rules";
import { renderScrape } from "./scrape";

/** Path in the checkout. */
export const dashboardFile = "components/files/ha-dns-dashboard.json";

const header = "# Rendered by npm run observe; run it again after a change of the nodes.\n";

/** What a Prometheus, an Alertmanager and a Grafana of one's own need for this cluster, by name of the file. */
export const observeFiles = (plan: NodePlan, dashboard: string): Readonly<Record<string, string>> => ({
  "scrape.yml": `${header}${renderScrape(plan)}`,
  "ha-dns.rules.yml": `${header}${renderRules()}`,
  "alertmanager.yml": `${header}${renderAlertmanager({})}`,
  "dashboard.json": dashboard,
});
