import assert from "node:assert/strict";
import { checkPublicNameToken } from "../../../../components/config/public-name-token";
import { samplePlan } from "../sample-plan";

const publicName = { name: "home.example.com", provider: "cloudflare" };
const plan = samplePlan({ publicName });
const good = { encrypted: true, fits: true };
const found = (...args: Parameters<typeof checkPublicNameToken>) =>
  checkPublicNameToken(...args).map((problem) => problem.found);

describe("the public name's token", () => {
  it("has to be there if the provider wants one", () => {
    assert.deepEqual(found(plan, undefined), ["nothing"]);
    assert.deepEqual(found(plan, good), []);
    assert.deepEqual(found(samplePlan(), undefined), []);
    const server = "https://dyn.example/update?name={name}&ip={address}";
    assert.deepEqual(
      found(samplePlan({ publicName: { ...publicName, provider: "url", server } }), undefined),
      [],
    );
  });

  it("is encrypted, one word, and the founder's alone", () => {
    assert.deepEqual(found(plan, { encrypted: false, fits: true }), ["a value in clear"]);
    assert.match(found(plan, { encrypted: true, fits: false }).join(), /spaces or line breaks/);
    assert.deepEqual(found({ ...plan, founder: "pi2" }, good), ["a value in the stack of pi1"]);
    assert.deepEqual(found({ ...plan, founder: "pi2" }, undefined), []);
  });
});
