import assert from "node:assert/strict";
import { grafanaFiles, prometheusFiles } from "../../../../../components/render/observe/observe-deployed";
import { timeMarks, dashboardRows } from "../../../../../components/render/observe/panels";
import { recordings } from "../../../../../components/render/observe/recording";
import { renderAlertmanager } from "../../../../../components/render/observe/alertmanager";
import { coveredConditions } from "../../../../../components/render/observe/alerts-conditions";
import { alerts, renderRules } from "../../../../../components/render/observe/alert-rules";
import { renderScrape } from "../../../../../components/render/observe/scrape";
import { conditionKinds } from "../../../../../runtime/agent/conditions/kinds";
import { renderObserveUnit } from "../../../../../components/render/systemd";
import { allMetrics } from "../../../../../runtime/agent/metrics/all-metrics";
import { samplePlan } from "../../sample-plan";
import { matchesSnapshot } from "../snapshot";

const panels = Object.values(dashboardRows).flat();
const exprs = [
  ...alerts.map(({ name, expr }) => [name, expr] as const),
  ...recordings.map(({ record, expr }) => [record, expr] as const),
  ...panels.flatMap(({ title, queries }) => queries.map(({ expr }) => [title, expr] as const)),
  ...timeMarks.map(({ name, expr }) => [name, expr] as const),
];

describe("rules and dashboard", () => {
  it("ask for metrics that the agent has, and for none that is replaced", () => {
    const known = new Map(allMetrics.map((metric) => [metric.name, metric]));
    for (const [who, expr] of exprs)
      for (const [name] of expr.matchAll(/\b(ha_dns|process)_[a-z_]+/g)) {
        const metric = known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ""));
        assert.ok(metric, `${who}: no metric ${name}`);
        assert.equal(metric.replacedBy, undefined, `${who}: ${name} is replaced`);
      }
  });

  it("ask for labels that the metrics have", () => {
    const given = ["cluster", "instance", "job", "le", "alertname", "alertstate"];
    const labels = [...given, ...allMetrics.flatMap((metric) => Object.keys(metric.labels))];
    for (const [who, expr] of exprs)
      for (const [, label] of expr.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)"/g))
        assert.ok(labels.includes(label!), `${who}: no label ${label}`);
  });

  it("have names that are there once, and a text and a fix for each alert", () => {
    const names = alerts.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, summary, fix } of alerts) {
      assert.match(name, /^HaDns[A-Z][A-Za-z]+$/);
      assert.match(summary, /^[A-Z{]/, name);
      assert.match(fix, /\.$/, name);
    }
  });

  it("tell no condition twice, and name none that is not there", () => {
    for (const code of coveredConditions)
      assert.ok(
        conditionKinds.some((kind) => kind.code === code),
        code,
      );
  });

  it("make no alert needless that is not there", () => {
    const names = alerts.map(({ name }) => name);
    for (const [name] of renderAlertmanager({}).matchAll(/HaDns\w+/g)) assert.ok(names.includes(name), name);
  });

  it("are written as they were", () => {
    matchesSnapshot("ha-dns.rules.yml", renderRules());
    matchesSnapshot("scrape.yml", renderScrape(samplePlan()));
    matchesSnapshot("prometheus.yml", prometheusFiles(samplePlan())["prometheus.yml"]!);
    matchesSnapshot("grafana-sources.yml", grafanaFiles("{}")["provisioning/datasources/ha-dns.yml"]!);
    matchesSnapshot("grafana-dashboards.yml", grafanaFiles("{}")["provisioning/dashboards/ha-dns.yml"]!);
    matchesSnapshot("ha-dns-observe.service", renderObserveUnit("pod", ["prometheus", "alertmanager"]));
    matchesSnapshot("alertmanager.yml", renderAlertmanager({}));
    matchesSnapshot(
      "alertmanager-receivers.yml",
      renderAlertmanager({
        webhookUrlFile: "/etc/ha-dns/observe/webhook-url",
        mail: {
          to: "me@example.org",
          from: "dns@example.org",
          server: "smtp.example.org:587",
          user: "me",
          passwordFile: "/etc/ha-dns/observe/mail-password",
        },
      }),
    );
  });
});
