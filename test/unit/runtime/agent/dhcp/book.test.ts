import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contradicted,
  deviceOf,
  bookDigest,
  extended,
  mergedBooks,
  type Book,
  type Lease,
} from "../../../../../runtime/agent/dhcp/book";

const lease = (address: string, device: number, more: Partial<Lease> = {}): Lease => ({
  address: `192.168.8.${address}`,
  mac: `02:00:00:00:00:0${device}`,
  id: "*",
  name: `device-${device}`,
  until: 1_000,
  ...more,
});

describe("the book of leases", () => {
  it("keeps the first book's lease of an address and of a device", () => {
    const first = [lease("30", 1)];
    const later = [lease("30", 2), lease("31", 1), lease("32", 3)];
    assert.deepEqual(mergedBooks(first, [later], 0), [lease("30", 1), lease("32", 3)]);
  });

  it("drops expired leases, except those of the first book", () => {
    const endless = lease("33", 4, { until: 0 });
    assert.deepEqual(mergedBooks([lease("30", 1)], [[lease("31", 2), endless]], 1_000), [
      lease("30", 1),
      endless,
    ]);
  });

  it("tells devices apart by their client identifier", () => {
    const twice = [lease("30", 1, { id: "01:02" }), lease("31", 1, { id: "01:03" })];
    assert.deepEqual(mergedBooks([], [twice], 0), twice);
  });

  it("has the same digest after a renewal, and another after a change of a name", () => {
    const book = [lease("30", 1)];
    assert.equal(bookDigest(extended(book, 5_000)), bookDigest(book));
    assert.notEqual(bookDigest([lease("30", 1, { name: "other" })]), bookDigest(book));
  });

  it("finds own leases whose address another device has, or whose device has another address", () => {
    const own = [lease("30", 1), lease("31", 2), lease("32", 3)];
    const book = [lease("30", 9), lease("40", 2), lease("32", 3)];
    assert.deepEqual(contradicted(own, book), own.slice(0, 2));
  });

  const leases = fc.array(
    fc.record({ address: fc.integer({ min: 1, max: 9 }), device: fc.integer({ min: 1, max: 9 }) }),
  );
  const bookOf = (all: readonly { address: number; device: number }[]): Book =>
    mergedBooks([], [all.map(({ address, device }) => lease(String(address), device))], 0);

  it("never has an address or a device twice, and becomes equal on two nodes that merge each other's", () =>
    fc.assert(
      fc.property(leases, leases, (some, others) => {
        const [leader, follower] = [bookOf(some), bookOf(others)];
        const first = mergedBooks(leader, [follower], 0);
        const second = mergedBooks(first, [follower], 0);
        assert.equal(new Set(first.map(({ address }) => address)).size, first.length);
        assert.equal(new Set(first.map(deviceOf)).size, first.length);
        assert.equal(bookDigest(second), bookDigest(first));
      }),
    ));
});
