import assert from "node:assert/strict";
import { checkPageCertificate } from "../../../../components/config/page-certificate";
import { issueServer, makeAuthority } from "../../../../providers/page-certificate/x509";
import { samplePlan } from "../sample-plan";

describe("a certificate of one's own for the page", () => {
  const plan = samplePlan();
  const day = 24 * 60 * 60_000;
  const now = new Date("2030-01-01T00:00:00Z");
  const made = (until: number) => {
    const validity = {
      from: new Date(now.getTime() - 2 * day),
      until: new Date(now.getTime() + until * day),
    };
    const names = { names: ["dns.example"], addresses: [] };
    const authority = makeAuthority("mine", names, validity);
    return { ...issueServer(authority, "dns.example", names, validity), chain: authority.certificate };
  };
  const { key, certificate, chain } = made(10);
  const found = (pem: string, encrypted = true, of = plan) =>
    checkPageCertificate(of, { pem, encrypted }, now).map((problem) => problem.found);

  it("is taken with its key and its chain, in any order", () => {
    assert.deepEqual(found(key + certificate + chain), []);
    assert.deepEqual(found(certificate + chain + key), []);
    assert.deepEqual(checkPageCertificate(plan, undefined), []);
  });

  it("is refused in clear, in another stack, ended, without its key, or as anything else", () => {
    assert.deepEqual(found(key + certificate, false), ["a value in clear"]);
    const other = { ...plan, founder: "another" };
    assert.deepEqual(found(key + certificate, true, other), [`a value in the stack of ${plan.node.name}`]);
    const ended = made(-1);
    assert.deepEqual(found(ended.key + ended.certificate), ["a certificate that ended on 2029-12-31"]);
    assert.deepEqual(found(ended.key + certificate), ["a private key of another certificate"]);
    assert.deepEqual(found(certificate), ["no private key"]);
    assert.deepEqual(found("a word"), ["no certificate", "no private key"]);
  });

  it("is never shown by a problem, and neither is its key", () => {
    const broken = key.replace("PRIVATE", "SECRET");
    for (const pem of [key, broken, `${broken}${certificate.slice(0, 200)}`]) {
      const text = JSON.stringify(checkPageCertificate(plan, { pem, encrypted: false }, now));
      for (const line of pem.split("\n").filter((each) => each.length > 20 && !each.startsWith("-----")))
        assert.ok(!text.includes(line));
    }
  });
});
