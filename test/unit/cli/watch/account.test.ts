import assert from "node:assert/strict";
import { Account } from "../../../../cli/watch/account";

describe("the account of a stream of queries", () => {
  it("counts a query as lost after 2 s, and measures the outage from it to the next answered one", () => {
    const account = new Account();
    for (const at of [0, 50, 100, 150, 200]) account.asked(at, at);
    account.answered(0, 3);
    account.answered(150, 155);
    account.answered(200, 204);
    account.expire(2_099);
    assert.deepEqual(account.summary(), { sent: 5, lost: 1, outagesMs: [100] });
    account.expire(2_100);
    assert.deepEqual(account.summary(), { sent: 5, lost: 2, outagesMs: [100] });
  });

  it("takes a late answer for none", () => {
    const account = new Account();
    account.asked(1, 0);
    account.expire(2_000);
    account.answered(1, 2_001);
    assert.equal(account.summary().lost, 1);
  });

  it("knows how long nothing has been answered, also before the first answer", () => {
    const account = new Account();
    assert.equal(account.silentMs(9_000), 0);
    account.asked(1, 9_000);
    assert.equal(account.silentMs(9_700), 700);
    account.answered(1, 9_700);
    assert.equal(account.silentMs(9_900), 0);
    account.asked(2, 10_000);
    assert.equal(account.silentMs(10_700), 1_000);
  });

  it("measures an outage that has not ended", () => {
    const account = new Account();
    account.asked(1, 0);
    account.answered(1, 1);
    for (const at of [50, 100, 150]) account.asked(at, at);
    account.expire(5_000);
    assert.deepEqual(account.summary().outagesMs, [100]);
  });
});
