import { stringify } from "yaml";
import type { NodePlan } from "../../config/plan";
import { handMade } from "../text";
import { renderAlertmanager } from "./alertmanager";
import { renderRules } from "./alert-rules";
import { scrapeConfig } from "./scrape";

/** Where each of the containers sees its own folder. */
export const observeMount = "/etc/ha-dns/observe";
export const prometheusPort = 9090;
export const grafanaPort = 3000;
/** On the pod's loopback: whoever reaches it may silence alerts. */
const alertmanagerPort = 9093;

/** Secrets by the name of their file, in the folder of the container that reads it. */
export const observeSecretFiles = {
  webhook: "webhook-url",
  mailPassword: "mail-password",
  grafanaPassword: "admin-password",
} as const;

/** Which secrets Alertmanager is given. */
export interface GivenSecrets {
  readonly webhook: boolean;
  readonly mailPassword: boolean;
}

/** Files by path below the container's folder. */
export type FilesByPath = Readonly<Record<string, string>>;

const at = (file: string): string => `${observeMount}/${file}`;
const yaml = (value: unknown): string => `${handMade}\n${stringify(value, { lineWidth: 0 })}`;

export const prometheusFiles = (plan: NodePlan): FilesByPath => ({
  "prometheus.yml": yaml({
    global: { evaluation_interval: "15s" },
    rule_files: [at("ha-dns.rules.yml")],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
    scrape_configs: [scrapeConfig(plan)],
  }),
  "ha-dns.rules.yml": `${handMade}\n${renderRules()}`,
});

export const prometheusCommand = ({ cluster }: NodePlan): string[] => [
  `--config.file=${at("prometheus.yml")}`,
  "--storage.tsdb.path=/prometheus",
  `--storage.tsdb.retention.size=${cluster.observeRetention}`,
  `--web.listen-address=0.0.0.0:${prometheusPort}`,
  `--web.external-url=http://${cluster.observeAddress}:${prometheusPort}/`,
  "--query.max-concurrency=4",
  "--query.timeout=30s",
];

export function alertmanagerFiles({ cluster }: NodePlan, given: GivenSecrets): FilesByPath {
  const { observeMail: mail } = cluster;
  const password = given.mailPassword ? { passwordFile: at(observeSecretFiles.mailPassword) } : {};
  const receivers = {
    ...(given.webhook ? { webhookUrlFile: at(observeSecretFiles.webhook) } : {}),
    ...(mail === "" ? {} : { mail: { ...mail, ...password } }),
  };
  return { "alertmanager.yml": `${handMade}\n${renderAlertmanager(receivers)}` };
}

export const alertmanagerCommand = ({ cluster }: NodePlan): string[] => [
  `--config.file=${at("alertmanager.yml")}`,
  "--storage.path=/alertmanager",
  `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
  // What a message links to: people reach Prometheus, and Alertmanager by Grafana.
  `--web.external-url=http://${cluster.observeAddress}:${grafanaPort}/`,
  "--cluster.listen-address=",
];

/** `dashboard`: the text of the checkout's file. */
export const grafanaFiles = (dashboard: string): FilesByPath => ({
  "provisioning/datasources/ha-dns.yml": yaml({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        uid: "ha-dns-prometheus",
        type: "prometheus",
        access: "proxy",
        url: `http://127.0.0.1:${prometheusPort}`,
        isDefault: true,
        jsonData: { timeInterval: "15s" },
      },
      {
        name: "Alertmanager",
        uid: "ha-dns-alertmanager",
        type: "alertmanager",
        access: "proxy",
        url: `http://127.0.0.1:${alertmanagerPort}`,
        jsonData: { implementation: "prometheus" },
      },
    ],
  }),
  "provisioning/dashboards/ha-dns.yml": yaml({
    apiVersion: 1,
    providers: [{ name: "ha-dns", type: "file", options: { path: at("dashboards") } }],
  }),
  "dashboards/ha-dns.json": dashboard,
});

/** Everybody in the LAN may look; only the administrator may change. It asks nobody on the internet for anything. */
export const grafanaEnvironment = ({ cluster }: NodePlan): string[] =>
  Object.entries({
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_AUTH_ANONYMOUS_ENABLED: "true",
    GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: at("dashboards/ha-dns.json"),
    GF_LOG_MODE: "console",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_PATHS_DATA: "/var/lib/grafana",
    GF_PATHS_LOGS: "/var/lib/grafana/log",
    GF_PATHS_PLUGINS: "/var/lib/grafana/plugins",
    GF_PATHS_PROVISIONING: at("provisioning"),
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    // Grafana itself reads it: by GF_…__FILE, the image's start script would put it into the environment.
    GF_SECURITY_ADMIN_PASSWORD: `$__file{${at(observeSecretFiles.grafanaPassword)}}`,
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_SERVER_ROOT_URL: `http://${cluster.observeAddress}:${grafanaPort}/`,
    GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
  }).map(([name, value]) => `${name}=${value}`);
