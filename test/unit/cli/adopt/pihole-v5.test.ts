import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSource } from "../../../../cli/adopt/source";
import { readTeleporterV5 } from "../../../../cli/adopt/pihole/teleporter-v5";
import { createDatabase } from "../../../../lab/standins/pihole/src/gravity/database";
import { foundSchema } from "../../../../runtime/contract/adoption";
import { tarGz } from "./archives";

const never = new AbortController().signal;
const nobody = () => Promise.reject(new Error("nobody is asked for a file's password"));
const read = async (source: string) =>
  foundSchema.parse(await readSource(source, { password: nobody, code: nobody }, never));

const texts = {
  "custom.list": "192.168.8.9   nas nas.home\n# a comment\n\n",
  "dnsmasq.d/05-pihole-custom-cname.conf": "cname=files.home,nas.home\n",
  "dnsmasq.d/04-pihole-static-dhcp.conf": "dhcp-host=02:00:00:00:00:01,192.168.8.30,printer\n",
  "setupVars.conf": [
    "PIHOLE_DNS_1=1.1.1.1",
    "PIHOLE_DOMAIN=home",
    "DNS_FQDN_REQUIRED=true",
    "DNS_BOGUS_PRIV=false",
    "REV_SERVER=true",
    "REV_SERVER_CIDR=192.168.8.0/24",
    "REV_SERVER_TARGET=192.168.8.1",
    "REV_SERVER_DOMAIN=home",
    "WEBPASSWORD=abc",
  ].join("\n"),
  "pihole-FTL.conf": "PRIVACYLEVEL=1\nBLOCKINGMODE=NXDOMAIN\nMAXDBDAYS=90\n",
};
const settings = {
  "dns.hosts": ["192.168.8.9 nas nas.home"],
  "dns.cnameRecords": ["files.home,nas.home"],
  "dhcp.hosts": ["02:00:00:00:00:01,192.168.8.30,printer"],
  "dns.domain.name": "home",
  "dns.domainNeeded": true,
  "dns.expandHosts": true,
  "dns.bogusPriv": false,
  "dns.revServers": ["true,192.168.8.0/24,192.168.8.1,home"],
  "misc.privacylevel": 1,
  "dns.blocking.mode": "NX",
};
const values = (found: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(Object.entries(found.settings).map(([key, { value }]) => [key, value]));

const tables = {
  "group.json": [
    { id: 0, enabled: 1, name: "Default", description: "The default group" },
    { id: 4, enabled: 0, name: "kids", description: null },
  ],
  "adlist.json": [{ id: 1, address: "https://a/1", enabled: 1, comment: "" }],
  "adlist_by_group.json": [{ adlist_id: 1, group_id: 0 }],
  "whitelist.exact.json": [{ id: 7, domain: "ok.example", enabled: 1, comment: "c" }],
  "blacklist.exact.json": [{ id: 8, domain: "ads.example", enabled: 0, comment: null }],
  "blacklist.regex.json": [{ id: 9, domain: "^x", enabled: 1, comment: null }],
  "domainlist_by_group.json": [
    { domainlist_id: 7, group_id: 0 },
    { domainlist_id: 7, group_id: 4 },
    { domainlist_id: 9, group_id: 4 },
  ],
  "client.json": [{ id: 1, ip: "192.168.8.30", comment: "phone" }],
  "client_by_group.json": [{ client_id: 1, group_id: 4 }],
};
const exported = (change: Record<string, string> = {}) => {
  const json = Object.entries(tables).map(([name, rows]) => [name, JSON.stringify(rows)] as const);
  const files = Object.entries({ ...Object.fromEntries(json), ...texts, ...change });
  return tarGz(files.map(([name, text]) => ({ name, content: Buffer.from(text) })));
};

describe("adopting a Pi-hole v5", () => {
  it("reads its export as Pi-hole's own update would", async () => {
    const file = path.join(tmpdir(), "v5.tar.gz");
    writeFileSync(file, exported({ "dnsmasq.d/99-own.conf": "x=1" }));
    const found = await read(file);
    assert.deepEqual(found.groups, [
      { name: "Default", comment: "The default group", enabled: true, isDefault: true },
      { name: "kids", comment: null, enabled: false, isDefault: false },
    ]);
    assert.deepEqual(found.lists, [
      { address: "https://a/1", type: "block", comment: null, enabled: true, groups: ["Default"] },
    ]);
    const row = { enabled: true, comment: null };
    assert.deepEqual(found.domains, [
      {
        ...row,
        domain: "ok.example",
        type: "allow",
        kind: "exact",
        comment: "c",
        groups: ["Default", "kids"],
      },
      { ...row, domain: "ads.example", type: "deny", kind: "exact", enabled: false, groups: [] },
      { ...row, domain: "^x", type: "deny", kind: "regex", groups: ["kids"] },
    ]);
    assert.deepEqual(found.clients, [{ client: "192.168.8.30", comment: "phone", groups: ["kids"] }]);
    assert.deepEqual(values(found), settings);
    assert.deepEqual(
      found.left.map(({ what }) => what),
      ["setupVars.conf: PIHOLE_DNS_1, WEBPASSWORD", "pihole-FTL.conf: MAXDBDAYS", "dnsmasq.d/99-own.conf"],
    );
  });

  it("refuses another archive, and a table that cannot be read", async () => {
    const other = tarGz([{ name: "a", content: Buffer.from("b") }]);
    await assert.rejects(
      readTeleporterV5(other, "x.tar.gz"),
      /x.tar.gz: there is no group.json in this archive/,
    );
    for (const [text, words] of [
      ["{", /client.json: not a table/],
      ['[{"id":1,"comment":null}]', /not tables of Pi-hole's/],
    ] as const)
      await assert.rejects(readTeleporterV5(exported({ "client.json": text }), "x"), words);
  });
});

describe("adopting a folder of Pi-hole's", () => {
  function folder(files: Record<string, string>): string {
    const at = mkdtempSync(path.join(tmpdir(), "adopt-"));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
      writeFileSync(path.join(at, name), text);
    }
    mkdirSync(path.join(at, "etc-pihole"), { recursive: true });
    createDatabase(path.join(at, "etc-pihole/gravity.db"));
    return at;
  }
  const v5 = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name.startsWith("dnsmasq.d/") ? `etc-${name}` : `etc-pihole/${name}`,
      text,
    ]),
  );

  it("reads one of v5, as docker-pi-hole's compose file has it, and names its history", async () => {
    const at = folder({
      ...v5,
      "etc-pihole/pihole-FTL.db": "",
      "etc-pihole/macvendor.db": "",
      "etc-dnsmasq.d/01-pihole.conf": "",
      "etc-dnsmasq.d/07-own.conf": "",
    });
    for (const source of [at, path.join(at, "etc-pihole")]) {
      const found = await read(source);
      assert.deepEqual(values(found), settings);
      assert.deepEqual(found.groups?.length, 1);
      assert.deepEqual(
        found.left.map(({ what }) => what),
        [
          "setupVars.conf: PIHOLE_DNS_1, WEBPASSWORD",
          "pihole-FTL.conf: MAXDBDAYS",
          "pihole-FTL.db",
          "files: macvendor.db",
          "etc-dnsmasq.d/07-own.conf",
        ],
      );
    }
  });

  it("reads one of v6 by its pihole.toml, whatever v5 has left there", async () => {
    const found = await read(folder({ ...v5, "etc-pihole/pihole.toml": "[dns]\nhosts = ['10.0.0.1 nas']" }));
    assert.deepEqual(values(found), { "dns.hosts": ["10.0.0.1 nas"] });
    assert.match(found.from, /^Pi-hole's folder .*etc-pihole$/);
  });

  it("says what is missing in another folder", async () => {
    await assert.rejects(read(mkdtempSync(path.join(tmpdir(), "adopt-"))), /there is no gravity.db in it/);
  });
});
