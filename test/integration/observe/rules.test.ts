import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { alerts, renderRules } from "../../../components/render/observe/alert-rules";
import { faults, healthyAt, vip, type Fault } from "./faults";
import { storedSeries } from "./timeline";
import { checker } from "./tools";

const alertOf = ({ alert }: Fault) => alerts.find(({ name }) => name === alert)!;

const inMinutes = (lasts = "0m"): number => {
  const [, figure, unit] = /^(\d+)([smh])$/.exec(lasts)!;
  return Number(figure) / { s: 60, m: 1, h: 1 / 60 }[unit as "s" | "m" | "h"];
};

const firing = 'count by (alertname) (ALERTS{alertstate="firing"})';
const nothing = (minutes: number) => ({ expr: firing, eval_time: seconds(minutes), exp_samples: [] });
const seconds = (minutes: number): string => `${Math.round(minutes * 60)}s`;

/** Ten good minutes, the fault for a while longer than the alert waits, and then good minutes again. */
function testOf(fault: Fault) {
  const { name, for: lasts, severity, fix } = alertOf(fault);
  const { minutes = 0.25, counts, labels, says, also = {} } = fault;
  const waits = inMinutes(lasts);
  const begin = 10;
  const fires = begin + Math.max(waits, 1) + 2 * minutes;
  const end = fires + 2;
  const over = end + (counts ? 35 : 8);
  const steps = Math.round(over / minutes) + 1;
  const lastOfFault = Math.round((end - begin) / minutes) - 1;
  const moments = [...Array(steps).keys()].map((step) => {
    const at = step * minutes * 60_000;
    const k = step - Math.round(begin / minutes);
    const now = healthyAt(at);
    if (k < 0) return now;
    if (k <= lastOfFault) return fault.nodes(now, k, at);
    return counts ? fault.nodes(now, lastOfFault, at) : now;
  });
  const samples = Object.entries({ [name]: 1, ...also }).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name,
    interval: seconds(minutes),
    input_series: storedSeries(moments, vip),
    alert_rule_test: [
      {
        eval_time: seconds(fires),
        alertname: name,
        exp_alerts: [
          {
            exp_labels: { ...(severity && { severity }), ...labels },
            exp_annotations: { summary: says, description: fix },
          },
        ],
      },
    ],
    promql_expr_test: [
      nothing(begin - minutes),
      ...(waits > minutes ? [nothing(begin + waits - minutes)] : []),
      {
        expr: firing,
        eval_time: seconds(fires),
        exp_samples: samples.map(([alertname, value]) => ({ labels: `{alertname="${alertname}"}`, value })),
      },
      nothing(over),
    ],
  };
}

/** Gives what promtool says to tests of the rules. */
async function promtool(tests: readonly unknown[], rules = renderRules()) {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-rules-"));
  try {
    writeFileSync(path.join(folder, "ha-dns.rules.yml"), rules);
    const file = { rule_files: ["ha-dns.rules.yml"], evaluation_interval: "15s", tests };
    writeFileSync(path.join(folder, "test.yml"), stringify(file, { lineWidth: 0 }));
    const script =
      "promtool check rules --lint=all --lint-fatal /observe/ha-dns.rules.yml && exec promtool test rules /observe/test.yml";
    return await checker(["sh", "-c", script], { files: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the alerts", () => {
  it("have a fault each in this test", () => {
    assert.deepEqual(faults.map(({ alert }) => alert).sort(), alerts.map(({ name }) => name).sort());
  });

  it("are silent while all is well", async () => {
    const moments = [...Array(120).keys()].map((step) => healthyAt(step * 60_000));
    const quiet = {
      interval: "1m",
      input_series: storedSeries(moments, vip),
      promql_expr_test: [nothing(119)],
    };
    const { code, stdout, stderr } = await promtool([quiet]);
    assert.equal(code, 0, `${stdout}${stderr}`);
  });

  it("fire under their faults, each alone, after its time, and are over after it", async () => {
    const { code, stdout, stderr } = await promtool(faults.map(testOf));
    assert.equal(code, 0, `${stdout}${stderr}`);
  });
});
