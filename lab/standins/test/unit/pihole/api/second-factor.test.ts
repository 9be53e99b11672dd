import assert from "node:assert/strict";
import { SecondFactor } from "../../../../pihole/src/api/second-factor";

describe("the stand-in's second factor", () => {
  // RFC 6238's secret and its vector at 59 s.
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const code = 287082;
  let now = 59;
  const make = (of = secret) => {
    now = 59;
    return new SecondFactor(
      () => of,
      () => now,
    );
  };
  const said = (factor: SecondFactor, given: unknown) => {
    const refusal = factor.refusal(given);
    return refusal && [refusal.status, (refusal.body?.error as { message: string }).message];
  };

  it("asks for nothing where there is no secret", () => {
    assert.equal(said(make(""), undefined), undefined);
  });

  it("takes the code of this period, of the last and of the next, each once", () => {
    const factor = make();
    assert.equal(said(factor, code), undefined);
    now += 1;
    assert.deepEqual(said(factor, code), [401, "Reused 2FA token"]);
    for (const later of [-30, 30]) {
      const fresh = make();
      now += later;
      assert.equal(said(fresh, code), undefined, String(later));
    }
    const late = make();
    now += 61;
    assert.deepEqual(said(late, code), [401, "Invalid 2FA token"]);
  });

  it("looks at one code a second, whatever it is", () => {
    const factor = make();
    assert.deepEqual(said(factor, undefined), [400, "No 2FA token found in JSON payload"]);
    assert.deepEqual(said(factor, "287082"), [401, "Invalid 2FA token"]);
    assert.deepEqual(said(factor, code), [429, "Rate-limiting 2FA token requests, try again later"]);
    now += 1;
    assert.equal(said(factor, code), undefined);
  });
});
