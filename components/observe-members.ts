import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { deriveKey } from "./derived-keys";
import type { ObserveSecretName } from "./config/observe-keys";
import { observes } from "./config/observe-rules";
import type { NodePlan } from "./config/plan";
import {
  alertmanagerCommand,
  alertmanagerFiles,
  grafanaEnvironment,
  grafanaFiles,
  grafanaPort,
  observeSecretFiles,
  prometheusCommand,
  prometheusFiles,
  type FilesByPath,
} from "./render/observe/observe-deployed";
import { configFile } from "./program-version";
import { dashboardFile } from "./render/observe/observe-files";

/** Alertmanager's secrets as far as they are set, and what Grafana's password is derived from. */
export interface ObserveSecrets {
  readonly clusterSecret: pulumi.Output<string>;
  readonly given: Readonly<Partial<Record<ObserveSecretName, pulumi.Output<string>>>>;
}

/** One of the containers that join the pod. */
export interface ObserveContainer {
  readonly key: "prometheus" | "alertmanager" | "grafana";
  readonly image: string;
  readonly entrypoint: string;
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  /** Where it sees its data, which outlives it. */
  readonly data: string;
  readonly files: FilesByPath;
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Grafana's administrator, `admin`; another cluster secret is another password. */
const grafanaPassword = (clusterSecret: pulumi.Output<string>): pulumi.Output<string> =>
  pulumi.secret(
    clusterSecret.apply((secret) =>
      deriveKey(secret, "Grafana's administrator").toString("base64url").slice(0, 24),
    ),
  );

/** What the stack of the node that runs them tells people. */
export function observeOutputs(plan: NodePlan, clusterSecret: pulumi.Output<string>) {
  if (!observes(plan) || plan.cluster.grafanaImage === "none") return {};
  return {
    grafana: `http://${plan.cluster.observeAddress}:${grafanaPort}/`,
    grafanaPassword: grafanaPassword(clusterSecret),
  };
}

/** Alertmanager's secrets in this stack's config. */
export function givenObserveSecrets(): ObserveSecrets["given"] {
  const config = new pulumi.Config();
  const [observeWebhook, observeMailPassword] = [
    config.getSecret("observeWebhook"),
    config.getSecret("observeMailPassword"),
  ];
  return {
    ...(observeWebhook && { observeWebhook }),
    ...(observeMailPassword && { observeMailPassword }),
  };
}

/** In the order in which they start. `root`: the project's folder. */
export function membersOf(
  plan: NodePlan,
  root: string,
  { clusterSecret, given }: ObserveSecrets,
): ObserveContainer[] {
  const { prometheusImage, alertmanagerImage, grafanaImage } = plan.cluster;
  const { observeWebhook: webhook, observeMailPassword: mailPassword } = given;
  const prometheus: ObserveContainer = {
    key: "prometheus",
    image: prometheusImage,
    entrypoint: "/bin/prometheus",
    command: prometheusCommand(plan),
    data: "/prometheus",
    files: prometheusFiles(plan),
    secrets: {},
  };
  const alertmanager: ObserveContainer = {
    key: "alertmanager",
    image: alertmanagerImage,
    entrypoint: "/bin/alertmanager",
    command: alertmanagerCommand(plan),
    data: "/alertmanager",
    files: alertmanagerFiles(plan, {
      webhook: webhook !== undefined,
      mailPassword: mailPassword !== undefined,
    }),
    secrets: {
      ...(webhook && { [observeSecretFiles.webhook]: webhook }),
      ...(mailPassword && { [observeSecretFiles.mailPassword]: mailPassword }),
    },
  };
  if (grafanaImage === "none") return [prometheus, alertmanager];
  const grafana: ObserveContainer = {
    key: "grafana",
    image: grafanaImage,
    entrypoint: "/run.sh",
    env: grafanaEnvironment(plan),
    data: "/var/lib/grafana",
    files: grafanaFiles(readFileSync(configFile(dashboardFile, root), "utf8")),
    secrets: { [observeSecretFiles.grafanaPassword]: grafanaPassword(clusterSecret) },
  };
  return [prometheus, alertmanager, grafana];
}
