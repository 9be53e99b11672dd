import assert from "node:assert/strict";
import { troubleOf } from "../../../../lab/load/trouble";

describe("a write to Pi-hole", () => {
  it("is trouble where it is refused, or answered 201 with an error in it", () => {
    assert.match(troubleOf({ status: 409, text: '{"error":{"key":"FOLLOWER_READONLY"}}' }), /409 .*READONLY/);
    const text = '{"processed":{"success":[],"errors":[{"item":"x","error":"UNIQUE constraint failed"}]}}';
    assert.equal(troubleOf({ status: 201, text }), "x: UNIQUE constraint failed");
  });

  it("is none where it was taken, with or without a body", () => {
    assert.equal(troubleOf({ status: 204, text: "" }), "");
    assert.equal(
      troubleOf({ status: 201, text: '{"processed":{"success":[{"item":"x"}],"errors":[]}}' }),
      "",
    );
    assert.equal(troubleOf({ status: 200, text: '{"processed":null}' }), "");
    assert.equal(troubleOf({ status: 200, text: "  [✓] Done." }), "");
  });
});
