import assert from "node:assert/strict";
import { metrics } from "../../../../runtime/agent/metrics";
import { leading } from "./sample";

describe("metrics", () => {
  const text = metrics(leading);
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));

  it("is Prometheus text: every sample is of our namespace, well formed, and declared once", () => {
    for (const line of lines)
      assert.match(line, /^ha_dns_[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+$/);
    const declared = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
    assert.equal(new Set(declared).size, declared.length);
    for (const line of lines) assert.ok(declared.includes(line.split(/[{ ]/)[0]), line);
    assert.ok(text.endsWith("\n"));
  });

  it("carries the values, in seconds", () => {
    assert.ok(lines.includes('ha_dns_probes_total{probe="own",result="timeout"} 2'));
    assert.ok(lines.includes('ha_dns_probe_latency_seconds{probe="own"} 0.002'));
    assert.ok(lines.includes('ha_dns_state{state="leading"} 1'));
    assert.ok(lines.includes('ha_dns_state{state="faulted"} 0'));
    assert.ok(lines.includes("ha_dns_leader 1"));
  });

  it("leaves out what is not known, rather than making it 0", () => {
    const unknown = metrics({ ...leading, claim: undefined });
    assert.ok(!/^ha_dns_vrrp_claim /m.test(unknown));
    assert.ok(!unknown.includes('latency_seconds{probe="recursion"}'));
  });
});
