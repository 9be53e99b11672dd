import assert from "node:assert/strict";
import { checkObserveSecrets } from "../../../../components/config/observe-secrets";
import { samplePlan } from "../sample-plan";

const here = samplePlan({ observeOn: "pi1", observeAddress: "192.168.8.247" });
const good = { name: "observeWebhook", encrypted: true, isUrl: true } as const;
const found = (plan: typeof here, given: Parameters<typeof checkObserveSecrets>[1]) =>
  checkObserveSecrets(plan, given).map((problem) => [problem.key, problem.found, problem.file]);

describe("the secrets of Alertmanager", () => {
  it("are taken from the stack of the node that runs it", () => {
    const password = { name: "observeMailPassword", encrypted: true, isUrl: false } as const;
    assert.deepEqual(found(here, [good, password]), []);
  });

  it("are refused in clear: who knows the URL may send", () => {
    assert.deepEqual(found(here, [{ ...good, encrypted: false }]), [
      ["observeWebhook", "a value in clear", "Pulumi.pi1.yaml"],
    ]);
  });

  it("are refused in another stack, and with a webhook that is no URL", () => {
    const elsewhere = samplePlan({ observeOn: "pi2", observeAddress: "192.168.8.247" });
    assert.deepEqual(found(elsewhere, [{ ...good, isUrl: false }]), [
      ["observeWebhook", "a value in the stack of pi1", "Pulumi.pi1.yaml"],
      ["observeWebhook", "no URL", "Pulumi.pi1.yaml"],
    ]);
  });
});
