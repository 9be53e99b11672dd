import assert from "node:assert/strict";
import type { Resource } from "../../../../plugins/common/resource";
import { unwrap, wrap } from "../../../../plugins/common/secrets";
import type { Value } from "../../../../plugins/common/values";

const secret = (value: Value) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const resource = { secret: ["result"], derived: { stdout: ["stdin"] } } as unknown as Resource;

describe("secrets", () => {
  it("are taken out of their wrapping at any depth, and their properties remembered", () => {
    const { values, secret: keys } = unwrap({ a: secret("x"), b: [{ c: secret("y") }], d: "z" });
    assert.deepEqual(values, { a: "x", b: [{ c: "y" }], d: "z" });
    assert.deepEqual([...keys], ["a", "b"]);
  });

  it("are wrapped again with what is secret by itself, or because of an input", () => {
    const state = { result: "r", stdin: "i", stdout: "o", plain: "p" };
    assert.deepEqual(wrap(resource, state, new Set(["stdin"])), {
      result: secret("r"),
      stdin: secret("i"),
      stdout: secret("o"),
      plain: "p",
    });
    assert.equal(wrap(resource, state, new Set()).stdout, "o");
  });
});
