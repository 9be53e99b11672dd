import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configEndpoints } from "../../../../../../lab/standins/pihole/src/api/config";
import { apiListener } from "../../../../../../lab/standins/pihole/src/api/server";
import type { Value } from "../../../../../../lab/standins/pihole/src/config/item";
import { ConfigStore, Settings } from "../../../../../../lab/standins/pihole/src/config/store";
import { PiholeClient } from "../../../../../../runtime/agent/pihole/pihole-client";
import { sameSetting, settingChanges } from "../../../../../../runtime/agent/sync/model/equal";
import { planSettings } from "../../../../../../runtime/agent/sync/plan/plan-settings";
import { requestOf, RequestError } from "../../../../../../runtime/agent/sync/apply/requests";
import type { SettingKey, Traits } from "../../../../../../runtime/agent/sync/model/setting-keys";
import type { SyncStep } from "../../../../../../runtime/agent/sync/plan/step";
import { trouble } from "../../../../../../runtime/agent/sync/apply/trouble";
import { endAll, piholeWith } from "../../guard/support";
import { state } from "../sample";

const none = new Map<string, number>();
const records = (from: number, to: number): string[] =>
  Array.from(
    { length: to - from },
    (_, i) => `10.1.${(from + i) >> 8}.${(from + i) & 255} host-${from + i}.home.example`,
  );
const stepsFor = (key: SettingKey, wanted: string[], present: string[], traits: Traits): SyncStep[] => {
  const [leader, follower] = [
    state({ settings: { [key]: wanted } }),
    state({ settings: { [key]: present } }),
  ];
  return planSettings(settingChanges(leader, follower, traits), traits);
};
const live: Traits = { "dns.hosts": { restarts: false, forced: false } };

/** The stand-in's own settings behind a real web server: 64 KiB a body, as FTL. */
describe("more local records than one request can hold", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-settings-"));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(endAll);

  let store: ConfigStore;
  let pihole: PiholeClient;
  /** The records after each request. */
  let seen: (readonly string[])[];

  beforeEach(async () => {
    store = new ConfigStore(path.join(folder, "pihole.toml"));
    seen = [];
    const endpoints = configEndpoints({
      store,
      judge: () => Promise.resolve(undefined),
      apply: (_changed, values: ReadonlyMap<string, Value>) => {
        store.install(values);
        seen.push(new Settings(store.all()).list("dns.hosts"));
        return Promise.resolve({ restart: false });
      },
      restart: () => undefined,
    });
    const port = await piholeWith(apiListener(endpoints, () => ({ kind: "open" })));
    pihole = new PiholeClient(
      port,
      { password: () => "", totpSecret: () => "" },
      { load: () => "open", save: () => undefined },
    );
  });

  const apply = async (steps: readonly SyncStep[]): Promise<void> => {
    for (const step of steps) {
      const { method, path: where, body } = requestOf(step, none);
      const { status, body: answer } = await pihole.ask({ method, path: where, body });
      assert.equal(trouble(step, { status, body: answer }), undefined);
    }
  };
  const present = (): string[] => [...new Settings(store.all()).list("dns.hosts")];

  it("arrive on an empty node, the most of them at once", async () => {
    const wanted = records(0, 3_000);
    const steps = stepsFor("dns.hosts", wanted, [], live);
    assert.ok(steps.length < 1_700, `${steps.length} requests`);
    await apply(steps);
    assert.deepEqual(present(), wanted);
    assert.deepEqual(stepsFor("dns.hosts", wanted, present(), live), []);
  });

  it("change one by one, and none that both nodes have is away for a moment", async () => {
    const both = records(100, 3_000);
    store.install(new Map([["dns.hosts", [...records(0, 100), ...both]]]));
    const wanted = ["10.9.9.9 first.home.example", ...both, "10.9.9.8 last.home.example"];
    await apply(stepsFor("dns.hosts", wanted, present(), live));
    assert.ok(sameSetting("dns.hosts", present(), wanted));
    assert.equal(seen.length, 102);
    for (const each of seen) {
      const there = new Set(each);
      assert.ok(both.every((record) => there.has(record)));
    }
  });

  it("go at once when so few are left that one request holds them", async () => {
    store.install(new Map([["dns.hosts", records(0, 3_000)]]));
    const steps = stepsFor("dns.hosts", records(5, 50), present(), live);
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ["settings"],
    );
    await apply(steps);
    assert.deepEqual(present(), records(5, 50));
  });

  it("are the same in another order, and twice is no difference", () => {
    const all = records(0, 3_000);
    assert.ok(sameSetting("dns.hosts", all, [...all].reverse()));
    assert.ok(sameSetting("dns.hosts", all, [...all, all[0]!]));
    assert.ok(!sameSetting("dns.hosts", all, records(0, 2_999)));
    assert.ok(!sameSetting("dns.hosts", ["1 a", "2 b"], ["2 b", "1 a"]));
  });

  it("restart Pi-hole once, if they restart it", () => {
    const traits: Traits = { "dhcp.hosts": { restarts: true, forced: false } };
    const steps = stepsFor("dhcp.hosts", records(0, 3_000), records(0, 2_990), traits);
    const restarts = steps.map((step) => step.kind === "setting-item" && step.restart);
    assert.deepEqual(restarts, [...Array<string>(9).fill("later"), "now"]);
    assert.match(requestOf(steps[0]!, none).path, /^\/api\/config\/dhcp\/hosts\/10\.1[^?]*\?restart=false$/);
  });

  it("are refused by name when one of them cannot be sent by itself", () => {
    const steps = stepsFor("dns.hosts", [...records(0, 3_000), "10.0.0.1 a/b"], records(0, 3_000), live);
    assert.throws(() => requestOf(steps[0]!, none), RequestError);
    assert.throws(
      () => requestOf(steps[0]!, none),
      /dns\.hosts is more than one request holds, and "10\.0\.0\.1 a\/b"/,
    );
  });

  it("leave room for other settings, which never make a request too large together", () => {
    const keys = ["dns.hosts", "dns.cnameRecords", "dns.revServers"] as const;
    const settings = Object.fromEntries(keys.map((key) => [key, records(0, 1_000)]));
    const empty = Object.fromEntries(keys.map((key) => [key, []]));
    const traits = Object.fromEntries(keys.map((key) => [key, { restarts: false, forced: false }]));
    const steps = planSettings(
      settingChanges(state({ settings }), state({ settings: empty }), traits),
      traits,
    );
    assert.equal(steps.length, 3);
    for (const step of steps) requestOf(step, none);
  });
});
