import assert from "node:assert/strict";
import { duration, nanoseconds } from "../../../../plugins/docker/durations";

describe("durations", () => {
  it("are read with units, alone or together, and refused without", () => {
    assert.equal(nanoseconds("500ms"), 5e8);
    assert.equal(nanoseconds("1m30s"), 90e9);
    assert.equal(nanoseconds("0"), 0);
    assert.equal(nanoseconds("30"), undefined);
    assert.equal(nanoseconds("soon"), undefined);
  });

  it("are written so that they read the same", () => {
    for (const text of ["500ms", "90s", "2m", "1h", "0s"]) assert.equal(duration(nanoseconds(text)!), text);
  });
});
