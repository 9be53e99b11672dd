import assert from "node:assert/strict";
import fc from "fast-check";
import { furtherNodes, type NodeConfig } from "../../../lab/further-nodes";

const node = (name: string, last: number, priority: number): NodeConfig => ({
  name,
  host: `192.0.2.${last}`,
  podAddress: `192.0.2.${last + 1}`,
  unboundAddress: `192.0.2.${last + 2}`,
  priority,
});
const occupied = { addresses: ["192.0.2.1", "192.0.2.2"], dhcpPool: "" };
const two = [node("pi1", 10, 120), node("pi2", 20, 100)];

describe("further nodes", () => {
  it("are named on from the last one, whatever it is called", () => {
    const named = (...names: string[]) =>
      furtherNodes(
        names.map((name, i) => node(name, 10 + 10 * i, 200 - i)),
        2,
        occupied,
      ).map(({ name }) => name);
    assert.deepEqual(named("pi1", "pi2"), ["pi3", "pi4"]);
    assert.deepEqual(named("pi3", "pi2"), ["pi4", "pi5"]);
    assert.deepEqual(named("cellar", "attic"), ["attic2", "attic3"]);
  });

  it("have the free addresses nearest to the last node's, outside the DHCP pool", () => {
    const [third] = furtherNodes(two, 1, { addresses: ["192.0.2.19"], dhcpPool: "192.0.2.23-192.0.2.199" });
    assert.deepEqual(
      [third!.host, third!.podAddress, third!.unboundAddress],
      ["192.0.2.18", "192.0.2.17", "192.0.2.16"],
    );
  });

  it("have a priority below all others'", () => {
    const priorities = (lowest: number) =>
      furtherNodes([node("a", 10, 200), node("b", 20, lowest)], 2, occupied).map(({ priority }) => priority);
    assert.deepEqual(priorities(100), [90, 80]);
    assert.deepEqual(priorities(10), [9, 8]);
    assert.throws(() => priorities(2), /no priority is left below 1/);
  });

  it("share no address and no priority with anything, and are in no pool", () => {
    const hosts = fc.uniqueArray(fc.integer({ min: 3, max: 80 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        hosts,
        fc.integer({ min: 100, max: 150 }),
        fc.integer({ min: 1, max: 5 }),
        (at, pool, count) => {
          const given = at.map((number, i) => node(`n${i}`, 3 * (number % 80) + 3, 250 - i));
          fc.pre(new Set(given.map(({ host }) => host)).size === given.length);
          const all = [
            ...given,
            ...furtherNodes(given, count, { ...occupied, dhcpPool: `192.0.2.90-192.0.2.${pool}` }),
          ];
          const addresses = all.flatMap(({ host, podAddress, unboundAddress }) => [
            host,
            podAddress,
            unboundAddress,
          ]);
          assert.equal(new Set([...addresses, ...occupied.addresses]).size, addresses.length + 2);
          assert.equal(new Set(all.map(({ priority }) => priority)).size, all.length);
          for (const address of all
            .slice(given.length)
            .flatMap((n) => [n.host, n.podAddress, n.unboundAddress])) {
            const last = Number(address.split(".")[3]);
            assert.ok(last >= 1 && last <= 254 && (last < 90 || last > pool), address);
          }
        },
      ),
    );
  });

  it("are refused where the subnet is full", () => {
    assert.throws(
      () => furtherNodes(two, 1, { addresses: [], dhcpPool: "192.0.2.1-192.0.2.254" }),
      /no free address left/,
    );
  });
});
