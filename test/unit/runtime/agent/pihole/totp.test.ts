import assert from "node:assert/strict";
import { totpCode } from "../../../../../runtime/agent/pihole/totp";

describe("the code of a two-factor login", () => {
  /** "12345678901234567890", the secret of RFC 6238's test vectors. */
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  it("is the one of RFC 6238, of which the vectors have eight digits", () => {
    for (const [seconds, code] of [
      [59, 94287082],
      [1111111109, 7081804],
      [1111111111, 14050471],
      [1234567890, 89005924],
      [2000000000, 69279037],
      [20000000000, 65353130],
    ] as const)
      assert.equal(totpCode(secret, seconds * 1000), code % 1_000_000, String(seconds));
  });

  it("is another one for each period", () => {
    const now = 1111111109_000;
    assert.equal(totpCode(secret, now, 1), totpCode(secret, now + 30_000));
    assert.equal(totpCode(secret, now, -1), totpCode(secret, now - 30_000));
    assert.notEqual(totpCode(secret, now, 1), totpCode(secret, now));
  });

  it("needs a secret in base32, in either case", () => {
    assert.equal(totpCode(secret.toLowerCase(), 59_000), 287082);
    assert.throws(() => totpCode("1!", 0), /no base32/);
  });
});
