import assert from "node:assert/strict";
import type { Item, Value } from "../../../../pihole/src/config/item";
import { planPatch } from "../../../../pihole/src/config/patch";

const current = (values: Record<string, Value> = {}, forced: string[] = []) => ({
  valueOf: (item: Item) => values[item.key] ?? item.default,
  isForced: (key: string) => forced.includes(key),
});

const refusal = (config: unknown, state = current()) => {
  const plan = planPatch(state, config);
  assert.ok(!plan.ok, "should have been refused");
  return [plan.message, plan.hint];
};

const changes = (config: unknown, state = current()) => {
  const plan = planPatch(state, config);
  assert.ok(plan.ok);
  return plan.changed.map((item) => item.key);
};

describe("a PATCH of the config", () => {
  it("changes what differs, and nothing else", () => {
    const config = { dns: { port: 53, hosts: ["10.0.0.1 nas.home"], cache: { size: 5 } } };
    assert.deepEqual(changes(config), ["dns.hosts", "dns.cache.size"]);
  });

  it("takes another order of an array for a change", () => {
    const state = current({ "dns.cnameRecords": ["a,b", "c,d"] });
    assert.deepEqual(changes({ dns: { cnameRecords: ["c,d", "a,b"] } }, state), ["dns.cnameRecords"]);
    assert.deepEqual(changes({ dns: { cnameRecords: ["a,b", "c,d"] } }, state), []);
  });

  it("ignores unknown keys", () => {
    assert.deepEqual(changes({ nonsense: { a: 1 }, dns: { nonsense: 2 } }), []);
  });

  it("refuses all of it where one value has the wrong type", () => {
    assert.deepEqual(refusal({ dns: { hosts: "x", port: 5353 } }), [
      "Config item is invalid",
      "dns.hosts: not of type array",
    ]);
  });

  it("refuses a value that does not hold up, naming the element", () => {
    const [message, hint] = refusal({ dns: { hosts: ["10.0.0.1 ok", "nowhere nas"] } });
    assert.equal(message, "Config item validation failed");
    assert.match(hint!, /^dns\.hosts\[1\]: neither a valid IPv4/);
  });

  it("refuses to change what the environment forces, but takes the same value", () => {
    const state = current({ "dns.upstreams": ["192.0.2.1"] }, ["dns.upstreams"]);
    assert.deepEqual(refusal({ dns: { upstreams: ["192.0.2.2"] } }, state), [
      "Config items set via environment variables cannot be changed via the API",
      "dns.upstreams",
    ]);
    assert.deepEqual(changes({ dns: { upstreams: ["192.0.2.1"] } }, state), []);
  });

  it("refuses to set read-only mode", () => {
    assert.equal(refusal({ misc: { readOnly: true } })[1], "misc.readOnly");
  });

  it("takes the placeholder of a secret for no change, and any password for one", () => {
    assert.deepEqual(changes({ webserver: { api: { password: "********", totp_secret: "********" } } }), []);
    const forced = current({}, ["webserver.api.password"]);
    assert.deepEqual(changes({ webserver: { api: { password: "new" } } }, forced), [
      "webserver.api.password",
    ]);
  });
});
