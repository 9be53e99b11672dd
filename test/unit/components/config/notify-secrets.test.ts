import assert from "node:assert/strict";
import { checkNotifySecrets, type GivenNotifySecrets } from "../../../../components/config/notify-secrets";
import { renderNotify, renderNotifySecrets } from "../../../../components/render/notify-files";
import { channelSchema } from "../../../../runtime/contract/notify-config";
import { samplePlan } from "../sample-plan";

const plan = samplePlan({
  notify: [
    { name: "phone", kind: "ntfy" },
    { name: "bot", kind: "telegram", chat: 5 },
    {
      name: "mail",
      kind: "mail",
      host: "smtp.example.org",
      from: "a@example.org",
      to: ["b@example.org"],
      user: "a",
    },
    { name: "hook", kind: "webhook", url: "https://hook.example/", headers: { "X-Token": "{token}" } },
  ],
});
const secrets = {
  phone: { url: "https://ntfy.sh/canary-topic" },
  bot: { token: "canary-token" },
  mail: { password: "canary-password" },
  hook: { token: "canary-header" },
};
const given = (changes: Partial<GivenNotifySecrets> = {}): GivenNotifySecrets => ({
  value: secrets,
  inClear: [],
  heartbeatUrl: { url: "https://hc.example/canary", encrypted: true },
  ...changes,
});
const found = (changes: Partial<GivenNotifySecrets>, of = plan) =>
  checkNotifySecrets(of, given(changes)).map(({ key, found: it }) => `${key}: ${it}`);

describe("the secrets of channels for alerts", () => {
  it("are taken if each channel has what it needs", () => assert.deepEqual(found({}), []));

  it("are asked for by name if they are missing", () => {
    assert.deepEqual(found({ value: undefined, heartbeatUrl: undefined }), [
      "notifySecrets.phone.url: nothing",
      "notifySecrets.bot.token: nothing",
      "notifySecrets.mail.password: nothing",
      "notifySecrets.hook.token: nothing",
    ]);
  });

  it("are refused in clear, in another stack, for no channel, of no use", () => {
    assert.deepEqual(found({ inClear: ["bot.token"] }), ["notifySecrets.bot.token: a value in clear"]);
    assert.deepEqual(found({ heartbeatUrl: { url: "https://hc.example/canary", encrypted: false } }), [
      "heartbeatUrl: a value in clear",
    ]);
    assert.deepEqual(found({}, { ...plan, founder: "pi2" }), [
      "notifySecrets: a value in the stack of pi1",
      "heartbeatUrl: a value in the stack of pi1",
    ]);
    assert.deepEqual(found({ value: { ...secrets, fax: {} } }), [
      "notifySecrets.fax: a channel that is not declared",
    ]);
    assert.deepEqual(found({ value: { ...secrets, bot: { token: "canary", user: "canary" } } }), [
      "notifySecrets.bot.user: a secret that telegram does not have",
    ]);
    assert.deepEqual(found({ value: { ...secrets, phone: { url: "http://ntfy.sh/canary" } } }), [
      "notifySecrets.phone.url: a URL that is not shown",
    ]);
    assert.deepEqual(found({ value: "canary" }), ["notifySecrets: no dictionary"]);
  });

  it("are never shown by a problem", () => {
    const bad = given({
      value: {
        ...secrets,
        phone: { url: "canary" },
        bot: "canary",
        mail: { password: "canary\n" },
        fax: "canary",
      },
      heartbeatUrl: { url: "canary", encrypted: false },
    });
    const problems = checkNotifySecrets(plan, bad);
    assert.ok(problems.length >= 5);
    assert.doesNotMatch(JSON.stringify(problems), /canary/);
  });
});

describe("the files of the alerts", () => {
  it("have the channels with their defaults, and secrets of these channels alone", () => {
    const { timezone, channels } = JSON.parse(renderNotify(plan)) as {
      timezone: string;
      channels: unknown[];
    };
    assert.equal(timezone, "UTC");
    assert.deepEqual(
      channels,
      plan.cluster.notify.map((channel) => channelSchema.parse(channel)),
    );
    const text = renderNotifySecrets(plan, {
      channels: { ...secrets, gone: { token: "x" } },
      heartbeatUrl: "",
    });
    assert.deepEqual(JSON.parse(text), { channels: secrets, heartbeatUrl: "" });
  });

  it("have a certificate's lines as lines, though the config has none", () => {
    const ca = "-----BEGIN CERTIFICATE----- AAAA BBBB= -----END CERTIFICATE-----";
    const own = samplePlan({ notify: [{ name: "hook", kind: "webhook", url: "https://hook.example", ca }] });
    const { channels } = JSON.parse(renderNotify(own)) as { channels: { ca: string }[] };
    assert.equal(channels[0]!.ca, "-----BEGIN CERTIFICATE-----\nAAAA\nBBBB=\n-----END CERTIFICATE-----\n");
  });
});
