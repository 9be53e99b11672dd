import assert from "node:assert/strict";
import fc from "fast-check";
import { expose } from "../../../runtime/agent/metrics/exposition";
import { gauge } from "../../../runtime/agent/metrics/metric";
import { metrics } from "../../../runtime/agent/metrics/all-metrics";
import { leading } from "../../unit/runtime/agent/sample";
import { everything } from "../../unit/runtime/agent/metrics/full";
import { checker } from "./tools";

const promtool = (text: string) => checker(["promtool", "check", "metrics"], { stdin: text });

describe("promtool", () => {
  it("finds nothing to say against the agent's metrics, whether everything is known or little", async () => {
    for (const snapshot of [everything, leading]) {
      const { code, stdout, stderr } = await promtool(metrics(snapshot));
      assert.deepEqual([code, stdout, stderr], [0, "", ""]);
    }
  });

  it("reads every text that a label can have", async () => {
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), { seed: 15, numRuns: 2_000 });
    const nasty = ["", '"', "\\", "\n", "\t\r\0\u0007", "\ud800", "é😀", '\\"\\n', "} 1"];
    const it = gauge<"text" | "n">({
      name: "it",
      help: 'Help with \\ and "quotes" and\na second line.',
      labels: { text: "any", n: "its number" },
      samples: () => [...nasty, ...texts].map((text, i) => [{ text, n: String(i) }, i]),
    });
    const { code, stdout, stderr } = await promtool(expose(it, leading));
    assert.deepEqual([code, stdout, stderr], [0, "", ""]);
  });
});
