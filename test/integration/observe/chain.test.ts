import assert from "node:assert/strict";
import { createServer } from "node:http";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { renderAlertmanager } from "../../../components/render/observe/alertmanager";
import { timeMarks, dashboardRows } from "../../../components/render/observe/panels";
import { renderRules } from "../../../components/render/observe/alert-rules";
import { scrapeConfig } from "../../../components/render/observe/scrape";
import { until } from "../../../lab/shell";
import { StatusServer } from "../../../runtime/agent/http/status-server";
import { closeNow, listen } from "../../../runtime/agent/http/listen";
import { expose } from "../../../runtime/agent/metrics/exposition";
import { gauge } from "../../../runtime/agent/metrics/metric";
import { samplePlan } from "../../unit/components/sample-plan";
import { leading } from "../../unit/runtime/agent/sample";
import { Daemons, freePort } from "./daemons";
import { healthyAt, vip } from "./faults";
import type { Moment } from "./timeline";

interface Told {
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: { readonly summary: string };
  }[];
}

/** What the agents say; a test changes it. */
let now = (): Moment => healthyAt(Date.now());
const nodes = ["pi1", "pi2"] as const;
const agents = new Map(
  nodes.map((name) => [name, new StatusServer({ snapshot: () => now()[name], events: () => [] })]),
);
const told: Told[] = [];
const hook = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    told.push(JSON.parse(Buffer.concat(parts).toString("utf8")) as Told);
    response.end();
  });
});
const texts = [
  '"',
  "a\0b",
  "\\",
  "\n",
  "\t\r\u0007",
  "é😀",
  '\\"\\n',
  "} 1",
  ...fc.sample(fc.string({ unit: "binary", maxLength: 40 }), { seed: 15, numRuns: 500 }),
].filter((text, i, all) => text !== "" && all.indexOf(text) === i);
const nasty = createServer((_request, response) =>
  response.end(
    expose(
      gauge<"text">({
        name: "nasty",
        help: "H.",
        labels: { text: "any" },
        samples: () => texts.map((text) => [{ text }, 1]),
      }),
      leading,
    ),
  ),
);
const daemons = new Daemons();
const ports = { pi1: 0, pi2: 0 };

/** As deployed, but quick: a scrape a second, and two seconds instead of minutes. */
function files(alertmanager: string, hookPort: number, nastyPort: number) {
  const job = scrapeConfig(samplePlan());
  const targets = job.static_configs.map(({ labels }) => ({
    labels,
    targets: [`127.0.0.1:${ports[labels.instance as "pi1" | "pi2"]}`],
  }));
  const quick = { scrape_interval: "1s", scrape_timeout: "1s" };
  const prometheus = {
    global: { evaluation_interval: "1s" },
    rule_files: ["/observe/ha-dns.rules.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      { ...job, ...quick, static_configs: targets },
      { ...quick, job_name: "nasty", static_configs: [{ targets: [`127.0.0.1:${nastyPort}`] }] },
    ],
  };
  const route = parse(renderAlertmanager({ webhookUrlFile: "/observe/webhook-url" })) as {
    route: Record<string, unknown>;
  };
  return {
    "prometheus.yml": stringify(prometheus),
    "ha-dns.rules.yml": renderRules().replace(/ for: (30s|[12]m)$/gm, " for: 2s"),
    "alertmanager.yml": stringify({
      ...route,
      route: { ...route.route, group_wait: "1s", group_interval: "1s" },
    }),
    "webhook-url": `http://127.0.0.1:${hookPort}/`,
  };
}

const hasTold = (status: Told["status"], alert: string, summary: string) =>
  until(`the webhook hears that ${alert} is ${status}`, 60_000, () =>
    Promise.resolve(
      told.some(
        (message) =>
          message.status === status &&
          message.alerts.some(
            ({ labels, annotations }) => labels.alertname === alert && annotations.summary === summary,
          ),
      ),
    ),
  );

const names = (message: Told) => message.alerts.map(({ labels }) => labels.alertname);

describe("agent, Prometheus, Alertmanager, webhook", function () {
  this.timeout(180_000);

  before(async () => {
    // Fixed, so that an agent comes back where it was.
    for (const name of nodes) ports[name] = await agents.get(name)!.start(await freePort());
    const [hookPort, nastyPort] = [await listen(hook, 0), await listen(nasty, 0)];
    await daemons.start((alertmanager) => files(alertmanager, hookPort, nastyPort));
  });
  after(async () => {
    await daemons.stop();
    for (const agent of agents.values()) agent.stop();
    closeNow(hook);
    closeNow(nasty);
  });

  it("has both nodes up, and tells nothing while all is well", async () => {
    await until(
      "both nodes are scraped",
      30_000,
      async () => (await daemons.query('up{job="ha-dns"} == 1')).length === 2,
    );
    assert.deepEqual(await daemons.query('ALERTS{alertstate="firing"}'), []);
  });

  it("gives each expression of the dashboard a series", async () => {
    const expected = (expr: string) =>
      expr.replaceAll("$cluster", vip).replaceAll("$node", ".+").replaceAll("$__rate_interval", "1m");
    await until("rates have two samples", 30_000, async () => {
      const rates = await daemons.query('rate(process_cpu_seconds_total{job="ha-dns"}[1m])');
      return rates.length === 4;
    });
    for (const { title, queries } of Object.values(dashboardRows).flat())
      for (const { expr } of queries)
        assert.notDeepEqual(await daemons.query(expected(expr)), [], `${title}: ${expr}`);
  });

  it("has every text of a label as it was", async () => {
    const found = await daemons.query("nasty");
    assert.deepEqual(
      found.map(({ metric }) => metric.text).sort(),
      texts.map((text) => text.replaceAll("\0", "\ufffd")).sort(),
    );
  });

  it("tells that a node is down, and that it is back, and nothing that follows from it", async () => {
    const { pi2 } = ports;
    agents.get("pi2")!.stop();
    await hasTold("firing", "HaDnsNodeDown", "pi2 does not answer.");
    const back = new StatusServer({ snapshot: () => now().pi2, events: () => [] });
    agents.set("pi2", back);
    await back.start(pi2);
    await hasTold("resolved", "HaDnsNodeDown", "pi2 does not answer.");
    assert.deepEqual([...new Set(told.flatMap(names))], ["HaDnsNodeDown"]);
  });

  it("tells that the VIP has moved, by the new leader's counter", async () => {
    now = () => {
      const { pi1, pi2 } = healthyAt(Date.now());
      return {
        pi1: { ...pi1!, role: "follower" },
        pi2: { ...pi2!, role: "leader", changes: { leader: 1, states: {} } },
      };
    };
    await hasTold("firing", "HaDnsVipMoved", `pi2 has taken the VIP ${vip}.`);
    for (const { expr } of timeMarks)
      assert.notDeepEqual(await daemons.query(expr.replaceAll("$cluster", vip)), [], expr);
  });
});
