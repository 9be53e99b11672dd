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

/** Also half of a pair, which is no character; fast-check's own list of all takes it seconds to make. */
const anyCharacter = fc.oneof(
  fc.constantFrom("\\", '"', "\n", "\0", "n"),
  fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
);

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
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const [, inner] = /^it\{text="((?:[^"\\\n]|\\[\\"n])*)"\} 1\n$/.exec(sampleOf(text)) ?? [];
        assert.equal(
          inner === undefined ? undefined : unescaped(inner),
          text.replace(/[\0\p{Surrogate}]/gu, "\ufffd"),
        );
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
