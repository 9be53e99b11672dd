import assert from "node:assert/strict";
import { hostFiles, namesFile, parseLeases, withoutStatic } from "../../../../../runtime/agent/dhcp/dnsmasq";

const text = [
  "1796070000 02:77:00:00:00:01 192.168.8.131 phone 01:02:77:00:00:00:01",
  "1796070001 02:77:00:00:00:02 192.168.8.30 * *",
  "0 06-02:77:00:00:00:03 192.168.8.32 Phone *",
  "duid 00:01:00:01",
  "1796070002 02:77:00:00:00:04 192.168.8.33 bad/name *",
  "1796070002 123 fd00::5 host 00:01",
  "",
].join("\n");

describe("dnsmasq's leases", () => {
  const book = parseLeases(text);

  it("are read from its lease file; lines that are no IPv4 lease are skipped", () => {
    assert.deepEqual(
      book.map(({ address }) => address),
      ["192.168.8.131", "192.168.8.30", "192.168.8.32"],
    );
    assert.equal(book[2]!.until, 0);
  });

  it("are reserved by client identifier, else by MAC address", () =>
    assert.deepEqual(
      [...hostFiles(book)],
      [
        ["192.168.8.131", "id:01:02:77:00:00:00:01,192.168.8.131\n"],
        ["192.168.8.30", "02:77:00:00:00:02,192.168.8.30\n"],
        ["192.168.8.32", "06-02:77:00:00:00:03,192.168.8.32\n"],
      ],
    ));

  it("give each name to one address", () =>
    assert.equal(namesFile(book, "lan"), "192.168.8.32 Phone.lan Phone\n"));

  it("leave out Pi-hole's static leases", () => {
    const hosts = '[ "02:77:00:00:00:02,192.168.8.99,tv", "aa:bb:cc:dd:ee:ff,192.168.8.32" ]';
    assert.deepEqual(
      withoutStatic(book, hosts).map(({ address }) => address),
      ["192.168.8.131"],
    );
  });
});
