import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { metricsDocument } from "../../../../../runtime/agent/metrics/metrics-document";
import { allMetrics, metrics } from "../../../../../runtime/agent/metrics/all-metrics";
import { leading } from "../sample";
import { everything } from "./full";

const samplesIn = (text: string) => text.split("\n").filter((line) => line && !line.startsWith("#"));

describe("metrics", () => {
  const text = metrics(everything);
  const lines = samplesIn(text);

  it("is Prometheus text: every sample is of our namespace, well formed, and declared once", () => {
    for (const line of lines)
      assert.match(line, /^(ha_dns|process)_[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+$/);
    const declared = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]!);
    assert.equal(new Set(declared).size, declared.length);
    for (const line of lines) {
      const name = line.split(/[{ ]/)[0]!;
      assert.ok(declared.includes(name) || declared.includes(name.replace(/_(bucket|sum|count)$/, "")), line);
    }
    assert.ok(text.endsWith("\n"));
  });

  it("gives each metric a sample if everything is known, with the labels that are declared and no others", () => {
    for (const { name, labels, samples } of allMetrics) {
      const found = samples(everything);
      assert.ok(found.length > 0, name);
      for (const [given] of found) assert.deepEqual(Object.keys(given), Object.keys(labels), name);
    }
  });

  it("names each as the conventions have it, and says what it is in a sentence", () => {
    for (const { name, type, help, labels, replacedBy } of allMetrics) {
      assert.equal(name.endsWith("_total"), type === "counter", name);
      assert.match(help, /^[A-Z\d].*\.$/, name);
      for (const values of Object.values(labels)) assert.notEqual(values, "", name);
      if (replacedBy !== undefined)
        assert.ok(
          allMetrics.some((other) => other.name === replacedBy),
          name,
        );
    }
  });

  it("carries the values, in seconds", () => {
    for (const line of [
      'ha_dns_probes_total{probe="own",result="timeout"} 2',
      'ha_dns_probe_latency_seconds{probe="own"} 0.002',
      'ha_dns_state{state="leading"} 1',
      'ha_dns_state{state="faulted"} 0',
      "ha_dns_leader 1",
      "ha_dns_leader_changes_total 1",
      'ha_dns_state_changes_total{state="leading"} 1',
      'ha_dns_state_changes_total{state="faulted"} 0',
      "ha_dns_state_start_timestamp_seconds 6",
      'ha_dns_condition{code="rows-aside",subject="pi2",severity="info"} 1',
      'ha_dns_notifications_total{channel="phone",result="failed"} 2',
      'ha_dns_notify_last_accepted_timestamp_seconds{channel="phone"} 7',
      'ha_dns_peer_up{peer="pi2"} 0',
      'ha_dns_config_info{fingerprint="0123456789abcdef"} 1',
      "ha_dns_sync_last_equal_timestamp_seconds 8",
      "ha_dns_sync_last_change_duration_seconds 0.25",
      "ha_dns_pihole_window_queries 1000",
      "ha_dns_pihole_gravity_last_update_timestamp_seconds 5",
      'process_resident_memory_bytes{process="agent"} 70000000',
      'process_resident_memory_bytes{process="doors"} 60000000',
    ])
      assert.ok(lines.includes(line), line);
  });

  it("counts the probes by how long they took", () => {
    const own = lines.filter(
      (line) => line.startsWith("ha_dns_probe_duration_seconds") && line.includes('"own"'),
    );
    assert.deepEqual(own, [
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.001"} 1',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.002"} 2',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.005"} 2',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.01"} 3',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.025"} 3',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.05"} 3',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.1"} 3',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="0.3"} 4',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="1.5"} 4',
      'ha_dns_probe_duration_seconds_bucket{probe="own",le="+Inf"} 5',
      'ha_dns_probe_duration_seconds_sum{probe="own"} 2.3084000000000002',
      'ha_dns_probe_duration_seconds_count{probe="own"} 5',
    ]);
  });

  it("leaves out what is not known, rather than making it 0", () => {
    const unknown = samplesIn(metrics({ ...leading, claim: undefined }));
    for (const name of ["ha_dns_vrrp_claim", "ha_dns_pihole_window_queries", "process_open_fds"])
      assert.deepEqual(
        unknown.filter((line) => line.startsWith(name)),
        [],
      );
    assert.ok(!unknown.some((line) => line.includes('latency_seconds{probe="recursion"}')));
  });
});

describe("docs/metrics.md", () => {
  it("is what npm run docs writes", () => {
    const file = path.join(__dirname, "../../../../../docs/metrics.md");
    const hint = "stale: run npm run docs and commit the result";
    assert.equal(readFileSync(file, "utf8"), metricsDocument(), hint);
  });

  it("has every metric once", () => {
    for (const { name } of allMetrics)
      assert.equal(metricsDocument().split(`\n| \`${name}\` | `).length, 2, name);
  });
});
