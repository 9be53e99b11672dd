import assert from "node:assert/strict";
import { sessionKey } from "../../../../../../runtime/agent/guard/session/session-key";
import { csrfOf, isToken, opened, sealed } from "../../../../../../runtime/agent/guard/session/token";

describe("the cookie of a person's session", () => {
  const way = { password: "p", totpSecret: "", appHash: "" };
  const key = sessionKey(Buffer.from("cluster"), way);
  const token = { id: "abcdefghijklmnopqrstuv", until: 1_000 };
  const text = sealed(key, token);

  it("is known for genuine by every node, until its time is over", () => {
    assert.deepEqual(opened(sessionKey(Buffer.from("cluster"), way), text, 1_000), token);
    assert.equal(opened(key, text, 1_001), undefined);
  });

  it("is nothing where a letter of it is another, or it is another's", () => {
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      assert.equal(opened(key, changed, 0), undefined, changed);
    }
    for (const odd of ["", "deleted", `${text}.`, `${text}=`, "FB/aJ4+x="]) {
      assert.equal(opened(key, odd, 0), undefined, odd);
      assert.equal(isToken(odd), false, odd);
    }
  });

  it("ends with whatever opens the page", () => {
    const others = [
      sessionKey(Buffer.from("another"), way),
      sessionKey(Buffer.from("cluster"), { ...way, password: "q" }),
      sessionKey(Buffer.from("cluster"), { ...way, totpSecret: "A" }),
      sessionKey(Buffer.from("cluster"), { ...way, appHash: "A" }),
      sessionKey(Buffer.from("cluster"), { ...way, totpSecret: "p", password: "" }),
    ];
    for (const other of others) assert.equal(opened(other, text, 0), undefined);
    assert.equal(new Set(others.map(String)).size, others.length);
  });

  it("has a word beside it that only its pages know", () => {
    assert.match(csrfOf(key, token.id), /^[\w+/]{43}=$/);
    assert.notEqual(csrfOf(key, token.id), csrfOf(key, "another"));
    assert.ok(!text.includes(csrfOf(key, token.id).slice(0, 43)));
  });
});
