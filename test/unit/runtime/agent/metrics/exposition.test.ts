import assert from "node:assert/strict";
import fc from "fast-check";
import { expose } from "../../../../../runtime/agent/metrics/exposition";
import { gauge } from "../../../../../runtime/agent/metrics/metric";
import { leading } from "../sample";

const exposed = (text: string, value = 1, help = "Help.") =>
  expose(
    gauge<"text">({ name: "it", help, labels: { text: "any" }, samples: () => [[{ text }, value]] }),
    leading,
  );
const sampleOf = (text: string) => exposed(text).split("\n").slice(2).join("\n");

describe("the text format of metrics", () => {
  it("escapes the three characters that it has to, and leaves every other one as it is", () => {
    assert.equal(sampleOf('a\\b"c\nd\te\r\u0007é😀'), 'it{text="a\\\\b\\"c\\nd\te\r\u0007é😀"} 1\n');
  });

  it("replaces what Prometheus cannot take", () => {
    assert.equal(sampleOf("a\0b\ud800c"), 'it{text="a\ufffdb\ufffdc"} 1\n');
  });

  it("gives every other text back to who reads it by the format's rules", () => {
    const unescaped = (text: string) =>
      text.replace(/\\(.)/g, (_all, escaped: string) => (escaped === "n" ? "\n" : escaped));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const [, inner] = /^it\{text="((?:[^"\\\n]|\\[\\"n])*)"\} 1\n$/.exec(sampleOf(text)) ?? [];
        assert.equal(inner === undefined ? undefined : unescaped(inner), text.replaceAll("\0", "\ufffd"));
      }),
    );
  });

  it("keeps a help text on its line", () => {
    assert.equal(exposed("", 1, "One\\two\nthree.").split("\n")[0], "# HELP it One\\\\two\\nthree.");
  });

  it("writes values that are no decimal numbers as Prometheus does", () => {
    const values = [Infinity, -Infinity, NaN, 1e21, -0.5].map((value) =>
      exposed("", value).trim().split(" ").at(-1),
    );
    assert.deepEqual(values, ["+Inf", "-Inf", "NaN", "1e+21", "-0.5"]);
  });
});
