import assert from "node:assert/strict";
import fc from "fast-check";
import { bookSchema, type Book } from "../../../runtime/agent/dhcp/book";
import { hostFiles, namesFile, parseLeases } from "../../../runtime/agent/dhcp/dnsmasq";
import { takenNames } from "../../../runtime/agent/dhcp/taken-names";
import { altered, explore, oddText, type Target } from "../explore";

const domain = "lan";
const taken = "nas";
const hexBytes = (most: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: most })
    .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
const name = fc.oneof(
  oddText(),
  fc.constantFrom(taken, "NAS", "wpad", "localhost", "*", "tv", "tv-", "a.b", "x,dhcp-script=/bin/sh", "x#"),
);
const lease = fc.record({
  address: fc.oneof(
    fc.integer({ min: 0, max: 255 }).map((last) => `192.168.8.${last}`),
    oddText(),
  ),
  mac: fc.oneof(hexBytes(8), oddText()),
  id: fc.oneof(fc.constant("*"), hexBytes(40), oddText()),
  name,
  until: fc.oneof(fc.integer(), oddText()),
});
const right: Book = [
  { address: "192.168.8.30", mac: "02:77:00:00:00:01", id: "*", name: "phone", until: 1_800_000_000 },
  { address: "192.168.8.31", mac: "02:77:00:00:00:02", id: "01:02:77", name: "tv", until: 0 },
];

/** Nothing that a device sends is more in a file of dnsmasq's than a device and a name. */
function holds(book: Book): void {
  for (const [file, line] of hostFiles(book)) {
    assert.match(file, /^\d+\.\d+\.\d+\.\d+$/);
    assert.match(
      line,
      /^(id:[0-9a-f]{2}(:[0-9a-f]{2})*|([0-9a-f]{2}-)?[0-9a-f]{2}(:[0-9a-f]{2})+),[\d.]+\n$/,
    );
  }
  const names = namesFile(book, domain, takenNames(`[dns]\nhosts = [ "192.168.8.5 ${taken}.${domain}" ]\n`));
  assert.match(names, /^([\d.]+ ([A-Za-z0-9_-]+)\.lan \2\n)*$/);
  assert.doesNotMatch(names, / (nas|wpad|localhost)$/im);
}

export const leases: Target = {
  about:
    "what DHCP devices and peers tell of leases: no line of dnsmasq's files but a device and its name, no name of others",
  run: (limits) =>
    explore(
      fc.property(
        fc.record({ lines: fc.array(lease, { maxLength: 6 }), noise: oddText(), book: altered(right) }),
        ({ lines, noise, book }) => {
          const text = lines.map(({ until, mac, address, name: said, id }) =>
            [until, mac, address, said, id].join(" "),
          );
          holds(parseLeases([...text, noise].join("\n")));
          const { data } = bookSchema.safeParse(book);
          if (data) holds(data);
        },
      ) as fc.IPropertyWithHooks<[unknown]>,
      limits,
    ),
};
