import assert from "node:assert/strict";
import { hostFiles, namesFile, parseLeases, withoutStatic } from "../../../../../runtime/agent/dhcp/dnsmasq";

import { takenNames } from "../../../../../runtime/agent/dhcp/taken-names";

const text = [
  "1796070000 02:77:00:00:00:01 192.168.8.131 phone 01:02:77:00:00:00:01",
  "1796070001 02:77:00:00:00:02 192.168.8.30 * *",
  "0 06-02:77:00:00:00:03 192.168.8.32 Phone *",
  "duid 00:01:00:01",
  "1796070002 02:77:00:00:00:04 192.168.8.33 bad/name *",
  "1796070002 02:77:00:00:00:05 192.168.8.34 tv- *",
  "1796070002 123 fd00::5 host 00:01",
  "",
].join("\n");

describe("dnsmasq's leases", () => {
  const book = parseLeases(text);

  it("are read from its lease file; lines that are no IPv4 lease are skipped", () => {
    assert.deepEqual(
      book.map(({ address }) => address),
      ["192.168.8.131", "192.168.8.30", "192.168.8.32", "192.168.8.33", "192.168.8.34"],
    );
    assert.equal(book[2]!.until, 0);
  });

  it("keep their address if the device sends a name that is none", () =>
    assert.deepEqual(
      book.slice(3).map(({ name }) => name),
      ["*", "*"],
    ));

  it("are reserved by client identifier, else by MAC address", () =>
    assert.deepEqual(
      [...hostFiles(book)],
      [
        ["192.168.8.131", "id:01:02:77:00:00:00:01,192.168.8.131\n"],
        ["192.168.8.30", "02:77:00:00:00:02,192.168.8.30\n"],
        ["192.168.8.32", "06-02:77:00:00:00:03,192.168.8.32\n"],
        ["192.168.8.33", "02:77:00:00:00:04,192.168.8.33\n"],
        ["192.168.8.34", "02:77:00:00:00:05,192.168.8.34\n"],
      ],
    ));

  it("give each name to one address", () =>
    assert.equal(namesFile(book, "lan", new Set()), "192.168.8.32 Phone.lan Phone\n"));

  it("give no name that a record, an alias or a static lease of Pi-hole's has, nor one that browsers trust", () => {
    const settings = [
      "[dns]",
      '  hosts = [ "192.168.8.5 NAS.lan", "192.168.8.6 router gateway" ] ### CHANGED',
      '  cnameRecords = [ "files.lan,nas.lan,300" ]',
      "[dhcp]",
      '  hosts = [ "aa:bb:cc:dd:ee:ff,192.168.8.7,printer" ]',
      "",
    ].join("\n");
    const names = ["nas", "Router", "files", "PRINTER", "wpad", "localhost", "lamp"];
    const asked = names.map((name, i) => ({ ...book[0]!, name, address: `192.168.8.${100 + i}` }));
    assert.equal(namesFile(asked, "lan", takenNames(settings)), "192.168.8.106 lamp.lan lamp\n");
  });

  it("leave out Pi-hole's static leases", () => {
    const hosts = '[ "02:77:00:00:00:02,192.168.8.99,tv", "aa:bb:cc:dd:ee:ff,192.168.8.32" ]';
    assert.deepEqual(
      withoutStatic(book.slice(0, 3), hosts).map(({ address }) => address),
      ["192.168.8.131"],
    );
  });
});
