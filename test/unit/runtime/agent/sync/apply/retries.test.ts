import assert from "node:assert/strict";
import { Retries } from "../../../../../../runtime/agent/sync/apply/retries";

describe("retries", () => {
  it("come later each time the same failure comes back, up to 15 s, whatever its figures are", () => {
    const retries = new Retries();
    const waits = [1, 2, 3, 4, 5, 6].map((i) => retries.failed(`no answer within ${i} ms`));
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    assert.equal(retries.repeating, true);
  });

  it("come within a second after a fresh kind of failure, and after a success", () => {
    const retries = new Retries();
    for (let i = 0; i < 6; i++) retries.failed("connect ECONNREFUSED 127.0.0.1:8080");
    assert.equal(retries.failed("database_error, database is locked"), 1_000);
    assert.equal(retries.repeating, false);
    retries.forget();
    assert.equal(retries.failed("connect ECONNREFUSED 127.0.0.1:8080"), 1_000);
  });
});
