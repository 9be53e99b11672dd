import assert from "node:assert/strict";
import fc from "fast-check";
import type { Value } from "../../../../pihole/src/config/item";
import { items } from "../../../../pihole/src/config/items";
import { readToml, writeToml } from "../../../../pihole/src/config/toml";

describe("pihole.toml", () => {
  it("gives back what was written, whatever the strings hold", () => {
    const text = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(fc.array(text), text, fc.boolean(), fc.nat(), (hosts, name, flag, count) => {
        const values = new Map<string, Value>([
          ["dns.hosts", hosts],
          ["dns.interface", name],
          ["dns.dnssec", flag],
          ["dns.rateLimit.count", count],
        ]);
        const read = readToml(writeToml(items, values, new Set()));
        assert.deepEqual(read.problems, []);
        for (const [key, value] of values) assert.deepEqual(read.values.get(key), value);
      }),
    );
  });

  it("remembers which values the environment forced", () => {
    const text = writeToml(items, new Map([["dns.port", 5353]]), new Set(["dns.port"]));
    assert.deepEqual([...readToml(text).forced], ["dns.port"]);
  });

  it("reads arrays over several lines, with a comma at their end and comments", () => {
    const text =
      '# by hand\n[dns]\n  hosts = [ # mine\n    "10.0.0.1 a#b",\n    "10.0.0.2 c",\n  ] ### CHANGED, default = []\n';
    assert.deepEqual(readToml(text).values.get("dns.hosts"), ["10.0.0.1 a#b", "10.0.0.2 c"]);
  });

  it("never writes the password", () => {
    const values = new Map<string, Value>([["webserver.api.password", "s3cret"]]);
    assert.ok(!writeToml(items, values, new Set()).includes("s3cret"));
  });

  it("says which line it cannot read, and reads the others", () => {
    const read = readToml("[dns]\nport = fifty\ndnssec = true\n");
    assert.deepEqual(read.problems, ["port = fifty"]);
    assert.equal(read.values.get("dns.dnssec"), true);
  });
});
