import assert from "node:assert/strict";
import { LoginLimit } from "../../../../pihole/src/api/login-limit";
import { hashPassword, isPassword } from "../../../../pihole/src/api/password";
import { Sessions } from "../../../../pihole/src/api/sessions";

const opening = { app: false, tls: false, remoteAddress: "", userAgent: null, forwardedFor: null };

describe("API sessions", () => {
  let now = 0;
  const make = (seats = 2) => {
    now = 1000;
    return new Sessions(() => now, { seats, timeout: 100 });
  };

  it("are refused when all seats are taken, until one is given up", () => {
    const sessions = make();
    const first = sessions.open(opening)!;
    sessions.open(opening);
    assert.equal(sessions.open(opening), undefined);
    sessions.close(first);
    assert.ok(sessions.open(opening));
  });

  it("end after the timeout, and each use puts that off", () => {
    const sessions = make(1);
    const { sid } = sessions.open(opening)!;
    now += 90;
    assert.ok(sessions.use(sid));
    now += 90;
    assert.ok(sessions.use(sid));
    now += 101;
    assert.equal(sessions.use(sid), undefined);
    assert.ok(sessions.open(opening), "an expired session's seat is free");
  });

  it("survive a restart while they are valid", () => {
    const before = make();
    const { sid } = before.open(opening)!;
    const after = make();
    after.restore(before.dump());
    assert.ok(after.use(sid));
  });
});

describe("the login limit", () => {
  it("refuses after three failures in a second, and no longer in the next", () => {
    let now = 5.1;
    const limit = new LoginLimit(() => now);
    for (let i = 0; i < 3; i++) {
      assert.ok(limit.allows());
      limit.failed();
    }
    assert.ok(!limit.allows());
    now = 6.0;
    assert.ok(limit.allows());
  });
});

describe("a password's hash", () => {
  it("fits its password and no other, and never an empty one", async () => {
    const hash = await hashPassword("right");
    assert.equal(await isPassword("right", hash), true);
    assert.equal(await isPassword("wrong", hash), false);
    assert.equal(await isPassword("", await hashPassword("")), false);
  });
});
