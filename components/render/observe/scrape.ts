import { stringify } from "yaml";
import { statusPort } from "../../../runtime/contract/files";
import type { NodePlan } from "../../config/plan";
import { job } from "./alert";

/** What Prometheus asks, and how often. The `cluster` is its VIP, and an `instance` a node's name: the rules count on it. */
export const scrapeConfig = ({ cluster, node, peers }: NodePlan) => ({
  job_name: job,
  scrape_interval: "15s",
  scrape_timeout: "5s",
  static_configs: [node, ...peers]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, podAddress }) => ({
      targets: [`${podAddress}:${statusPort}`],
      labels: { cluster: cluster.vip, instance: name },
    })),
});

/** The text of scrape.yml, for a Prometheus of one's own (`scrape_config_files`). */
export const renderScrape = (plan: NodePlan): string =>
  stringify({ scrape_configs: [scrapeConfig(plan)] }, { lineWidth: 0 });
