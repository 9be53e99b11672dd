import assert from "node:assert/strict";
import { tomlString, tomlValue, tomlValues, withTomlValues } from "../../../../../runtime/agent/pihole/toml";

/** As FTL writes it. */
const text = `# Pi-hole configuration file (v6.4.1)
# Encoding: UTF-8

[dns]
  # Array of upstream DNS servers used by Pi-hole
  #   Example: [ "8.8.8.8", "127.0.0.1#5335" ]
  upstreams = [
    "192.168.8.253#5335", # [ours]
    "192.168.8.254#5335"
  ] ### CHANGED (env), default = []

  hosts = [] ### CHANGED, default = [ "x" ]

  [dns.cache]
    # active = true
    size = 10000

[webserver]
  [webserver.api]
    totp_secret = "ABC#\\"D" ### CHANGED, default = ""
    app_pwhash = 'a#b'
`;

describe("pihole.toml, as the agent reads it", () => {
  it("has its settings by their whole keys, as they are spelt, without remarks", () => {
    const values = tomlValues(text);
    assert.deepEqual(
      [...values.keys()],
      [
        "dns.upstreams",
        "dns.hosts",
        "dns.cache.size",
        "webserver.api.totp_secret",
        "webserver.api.app_pwhash",
      ],
    );
    assert.equal(values.get("dns.cache.size"), "10000");
    assert.equal(values.get("dns.hosts"), "[]");
    assert.match(values.get("dns.upstreams")!, /^\[[^]*254#5335"\n {2}\]$/);
  });

  it("gives strings in either quotes, and nothing for what is none", () => {
    assert.equal(tomlString(text, "webserver.api.totp_secret"), 'ABC#"D');
    assert.equal(tomlString(text, "webserver.api.app_pwhash"), "a#b");
    assert.equal(tomlString(text, "dns.cache.size"), undefined);
    assert.equal(tomlString(text, "dns.cache.optimizer"), undefined);
  });

  it("takes other values for some settings, and leaves every other byte as it is", () => {
    const changes = new Map([
      ["dns.hosts", '["10.0.0.1 a"]'],
      ["dns.upstreams", "[]"],
      ["dns.unknown", "1"],
    ]);
    const changed = withTomlValues(text, changes);
    assert.equal(tomlValue(changed, "dns.hosts"), '["10.0.0.1 a"]');
    assert.equal(tomlValue(changed, "dns.upstreams"), "[]");
    const back = withTomlValues(changed, new Map([...tomlValues(text)].filter(([key]) => changes.has(key))));
    assert.equal(back, text);
  });

  it("reads what is no such file without an error", () => {
    for (const odd of ["", "=", "[", "a = [", 'a = "', "\0\0\0", "[x]\n= 1\n]"]) tomlValues(odd);
  });
});
