import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { readAdGuard } from "../../../../cli/adopt/adguard/read-adguard";
import { readRewrites } from "../../../../cli/adopt/adguard/rewrites";
import { readRules } from "../../../../cli/adopt/adguard/adguard-rules";
import { foundSchema } from "../../../../runtime/contract/adoption";

const config = {
  http: { address: "0.0.0.0:3000" },
  users: [{ name: "me", password: "x" }],
  dns: { upstream_dns: ["1.1.1.1"], blocking_mode: "nxdomain", blocked_response_ttl: 20 },
  filters: [{ enabled: true, url: "https://a/1", name: "First", id: 1 }],
  whitelist_filters: [{ enabled: false, url: "/opt/list.txt", name: "", id: 2 }],
  user_rules: ["||ads.example^", "! a comment"],
  filtering: { rewrites: [{ domain: "nas.home", answer: "192.168.8.9", enabled: true }] },
  clients: {
    persistent: [
      {
        name: "phone",
        ids: ["192.168.8.30", "02:00:00:00:00:01", "my-client-id"],
        tags: ["device_phone"],
        use_global_settings: false,
        filtering_enabled: false,
        safe_search: { enabled: true },
      },
      { name: "tablet", ids: ["192.168.8.0/28"], tags: ["device_phone"], use_global_settings: true },
    ],
  },
  schema_version: 29,
};

const read = (change: object = {}, file = "AdGuardHome.yaml") =>
  foundSchema.parse(readAdGuard(file, stringify({ ...config, ...change })));

describe("adopting an AdGuard Home", () => {
  it("makes lists, rules, clients, tags and rewrites what they are in a Pi-hole", () => {
    const found = read();
    assert.deepEqual(
      found.groups?.map(({ name, isDefault }) => [name, isDefault]),
      [
        ["Default", true],
        ["device_phone", false],
      ],
    );
    const list = { comment: null, groups: ["Default"] };
    assert.deepEqual(found.lists, [
      { ...list, address: "https://a/1", type: "block", comment: "First", enabled: true },
      { ...list, address: "file:///opt/list.txt", type: "allow", enabled: false },
    ]);
    assert.deepEqual(
      found.domains?.map(({ domain, type, kind, groups }) => [domain, type, kind, groups]),
      [["(\\.|^)ads\\.example$", "deny", "regex", ["Default"]]],
    );
    assert.deepEqual(found.clients, [
      { client: "192.168.8.30", comment: "phone", groups: [] },
      { client: "02:00:00:00:00:01", comment: "phone", groups: [] },
      { client: "192.168.8.0/28", comment: "tablet", groups: ["Default", "device_phone"] },
    ]);
    assert.deepEqual(found.settings["dns.hosts"]?.value, ["192.168.8.9 nas.home"]);
    assert.deepEqual(found.settings["dns.blocking.mode"]?.value, "NX");
    assert.deepEqual(found.settings["dns.blockTTL"]?.value, 20);
  });

  it("names what has no place, every section of the file among it", () => {
    const words = read({ dhcp: { enabled: true } }).left.map(({ what }) => what);
    assert.deepEqual(words, [
      "1 comments among the rules",
      "client phone: safe search",
      "client phone: my-client-id",
      "users",
      "dns.upstream_dns",
      "dhcp.enabled",
      "what else is in dhcp, dns, http, users",
    ]);
  });

  it("reads older files, whose rewrites and clients stand elsewhere", () => {
    const found = read({
      filtering: undefined,
      dns: { rewrites: [{ domain: "a.home", answer: "10.0.0.1" }], protection_enabled: false },
      clients: [{ name: "pc", ids: ["10.0.0.2"] }],
    });
    assert.deepEqual(found.settings["dns.hosts"]?.value, ["10.0.0.1 a.home"]);
    assert.deepEqual(found.clients, [{ client: "10.0.0.2", comment: "pc", groups: ["Default"] }]);
    assert.ok(found.left.some(({ what }) => what === "protection_enabled"));
  });

  it("takes the static leases that stand beside it", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "adguard-"));
    mkdirSync(path.join(folder, "data"));
    const lease = { ip: "192.168.8.7", mac: "02:00:00:00:00:07", hostname: "tv" };
    const leases = [
      { ...lease, static: true },
      { ...lease, ip: "192.168.8.8" },
    ];
    writeFileSync(path.join(folder, "data/leases.json"), JSON.stringify({ version: 1, leases }));
    const found = read({}, path.join(folder, "AdGuardHome.yaml"));
    assert.deepEqual(found.settings["dhcp.hosts"]?.value, ["02:00:00:00:00:07,192.168.8.7,tv"]);
  });

  it("refuses another file, and one that unfolds without end", () => {
    const bomb = `schema_version: 1\ndns: {}\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`;
    for (const text of ["a: 1", "- x", "[", "dns: {}", bomb])
      assert.throws(() => readAdGuard("f.yaml", text), /^Error: f.yaml: not settings of an AdGuard Home/);
  });
});

describe("rules of AdGuard's", () => {
  it("become what means the same in a Pi-hole", () => {
    const { domains, hosts, left } = readRules([
      "ads.example",
      "|exact.example^",
      "||all.example^$important",
      "@@||ok.example^",
      "/^ad[0-9]+\\.$/",
      "0.0.0.0 a.example b.example # why",
      "192.168.8.9  nas nas.home",
    ]);
    assert.deepEqual(
      domains.map(({ domain, type, kind }) => `${type} ${kind} ${domain}`),
      [
        "deny exact ads.example",
        "deny exact exact.example",
        "deny regex (\\.|^)all\\.example$",
        "allow regex (\\.|^)ok\\.example$",
        "deny regex ^ad[0-9]+\\.$",
        "deny exact a.example",
        "deny exact b.example",
      ],
    );
    assert.deepEqual([hosts, left], [["192.168.8.9 nas nas.home"], []]);
  });

  it("are left, each with its own words, if a Pi-hole cannot say them", () => {
    const rules = ["||a.example^$client=1.2.3.4", "||*.x^", "ad*.example", "/x/$dnstype=A", "a b c"];
    const { domains, left } = readRules(rules);
    assert.deepEqual(domains, []);
    assert.deepEqual(
      left.map(({ what }) => what),
      rules.map((rule) => `rule: ${rule}`),
    );
  });
});

describe("rewrites of AdGuard's", () => {
  it("are records and aliases of them, and are left otherwise", () => {
    const on = { enabled: true };
    const { hosts, aliases, left } = readRewrites([
      { ...on, domain: "nas.home", answer: "fd00::9" },
      { ...on, domain: "files.home", answer: "nas.home" },
      { ...on, domain: "*.home", answer: "192.168.8.9" },
      { ...on, domain: "out.home", answer: "debian.org" },
      { domain: "off.home", answer: "192.168.8.9", enabled: false },
    ]);
    assert.deepEqual([hosts, aliases], [["fd00::9 nas.home"], ["files.home,nas.home"]]);
    assert.equal(left.length, 3);
    assert.match(left[0]!.why, /address=\/home\/192.168.8.9/);
  });
});
