import assert from "node:assert/strict";
import { checkSecrets, type GivenSecret } from "../../../../components/config/secrets";
import { samplePlan } from "../sample-plan";

const plan = samplePlan();
const given = (change: Partial<GivenSecret>): GivenSecret => ({
  name: "clusterSecret",
  encrypted: true,
  length: 40,
  printable: true,
  ...change,
});
const founder = { ...plan, founder: plan.node.name };
const found = (change: Partial<GivenSecret>, node = founder) =>
  checkSecrets(node, [given(change)]).map(({ key, found }) => `${key}: ${found}`);

describe("secrets that a person sets", () => {
  it("are taken if they are strong, encrypted and the founder's", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found({ name: "piholePassword", length: 8 }), []);
    assert.deepEqual(found({ name: "vrrpPassword", length: 8 }), []);
  });

  it("are refused if they can be guessed", () => {
    assert.deepEqual(found({ length: 31 }), ["clusterSecret: 31 characters"]);
    assert.deepEqual(found({ name: "piholePassword", length: 7 }), ["piholePassword: 7 characters"]);
    assert.deepEqual(found({ name: "vrrpPassword", length: 9 }), ["vrrpPassword: 9 characters"]);
  });

  it("are refused in clear, and in another stack than the founder's, all at once", () => {
    const other = { ...plan, founder: "another" };
    assert.deepEqual(found({ encrypted: false, printable: false }, other), [
      "clusterSecret: a value in clear",
      `clusterSecret: a value in the stack of ${plan.node.name}`,
      "clusterSecret: a value with white space, quotes or characters outside ASCII",
    ]);
  });
});
