import assert from "node:assert/strict";
import { impossible, password, type PasswordRules } from "../../../../plugins/random/password";

const rules: PasswordRules = {
  length: 8,
  lower: true,
  upper: true,
  numeric: true,
  special: false,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

describe("password", () => {
  it("has the length, and only the kinds of characters that are on", () => {
    for (let time = 0; time < 50; time++) assert.match(password(rules), /^[A-Za-z0-9]{8}$/);
    assert.match(password({ ...rules, lower: false, upper: false }), /^\d{8}$/);
  });

  it("has at least the minimum of each kind, of the given special characters too", () => {
    const strict = {
      ...rules,
      minUpper: 2,
      minNumeric: 3,
      minSpecial: 3,
      special: true,
      overrideSpecial: "_",
    };
    for (let time = 0; time < 50; time++) {
      assert.match([...password(strict)].sort().join(""), /^\d{3}[A-Z]{2}_{3}$/);
    }
  });

  it("says what cannot be", () => {
    assert.equal(impossible(rules), undefined);
    assert.match(impossible({ ...rules, length: 0 })!, /at least 1/);
    assert.match(impossible({ ...rules, minLower: 9 })!, /sum of the minimums, 9/);
    assert.match(impossible({ ...rules, lower: false, upper: false, numeric: false })!, /must be on/);
  });
});
