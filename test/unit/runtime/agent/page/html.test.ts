import assert from "node:assert/strict";
import fc from "fast-check";
import { html } from "../../../../../runtime/agent/page/html";

describe("html", () => {
  it("escapes every value, wherever it stands", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const { text } = html`<p title="${value}">${value}</p>`;
        const [, attribute, inside] = /^<p title="([^]*?)">([^]*)<\/p>$/.exec(text)!;
        for (const part of [attribute!, inside!]) {
          assert.doesNotMatch(part, /[<>"']/);
          assert.equal(unescaped(part), value);
        }
      }),
    );
  });

  it("puts lists one after another, takes HTML as it is, and leaves nothing for what is absent", () => {
    const items = ["a", "<b>"].map((item) => html`<b>${item}</b>`);
    assert.equal(html`<i>${items}${undefined}${false}</i>`.text, "<i><b>a</b><b>&lt;b&gt;</b></i>");
    assert.equal(html`${0}`.text, "0");
  });
});

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
