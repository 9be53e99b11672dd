import assert from "node:assert/strict";
import fc from "fast-check";
import { addressNumber, addressText } from "../../../../components/config/dhcp-range";
import { loadSpec } from "../../../../components/config/load";
import { candidates, propose, proposeNodes, subnetOf, type Ground } from "../../../../cli/init/propose";

const home: Ground = {
  subnet: "192.168.8.0/24",
  gateway: "192.168.8.1",
  dhcpPool: "192.168.8.30-192.168.8.199",
  hosts: ["192.168.8.11", "192.168.8.12"],
  taken: [],
  vrids: [],
};

/** A LAN with hosts, a pool, and whatever else there may be. */
const grounds = fc
  .record({
    bits: fc.integer({ min: 20, max: 27 }),
    base: fc.integer({ min: addressNumber("10.0.0.0"), max: addressNumber("10.250.0.0") }),
    nodes: fc.integer({ min: 2, max: 7 }),
    ends: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    taken: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
    gateway: fc.double({ min: 0, max: 1, noNaN: true }),
    hasPool: fc.boolean(),
    vrids: fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { maxLength: 255 }),
  })
  .map(({ bits, base, nodes, ends, taken, gateway, hasPool, vrids }): Ground => {
    const size = 2 ** (32 - bits);
    const first = Math.floor(base / size) * size;
    const at = (part: number) => addressText(first + 1 + Math.floor(part * (size - 3)));
    const [from, to] = [...ends].sort((a, b) => a - b) as [number, number];
    const hosts = Array.from({ length: nodes }, (_, i) => addressText(first + 2 + i));
    return {
      subnet: `${addressText(first)}/${bits}`,
      gateway: hosts.includes(at(gateway)) ? addressText(first + 1) : at(gateway),
      dhcpPool: hasPool ? `${at(from)}-${at(to)}` : "",
      hosts,
      taken: taken.map(at),
      vrids,
    };
  });

describe("the proposal of addresses", () => {
  it("is what the README shows for a usual home", () => {
    assert.deepEqual(propose(home), {
      vip: "192.168.8.250",
      vrid: 51,
      nodes: [
        { podAddress: "192.168.8.251", unboundAddress: "192.168.8.253", priority: 120 },
        { podAddress: "192.168.8.252", unboundAddress: "192.168.8.254", priority: 100 },
      ],
    });
  });

  it("passes the config's own rules in any LAN, takes nobody's address, and is refused only if there is no room", () => {
    fc.assert(
      fc.property(grounds, (ground) => {
        let proposal;
        try {
          proposal = propose(ground);
        } catch (error) {
          const room = candidates(ground).length;
          return assert.ok(
            (ground.vrids.length === 255 && /VRRP/.test(String(error))) || room < 1 + 2 * ground.hosts.length,
            String(error),
          );
        }
        const { vip, vrid, nodes } = proposal;
        const names = ground.hosts.map((_, i) => `n${i}`);
        const loaded = loadSpec({
          stack: "n0",
          project: {
            nodes: names,
            vip,
            vrid,
            subnet: ground.subnet,
            gateway: ground.gateway,
            dhcpPool: ground.dhcpPool,
          },
          stacks: Object.fromEntries(names.map((name, i) => [name, { host: ground.hosts[i], ...nodes[i] }])),
        });
        // Where the hosts are is not proposed.
        const problems = loaded.ok ? [] : loaded.problems.filter(({ key }) => key !== "host");
        assert.deepEqual(problems, []);
        const all = [vip, ...nodes.flatMap((node) => [node.podAddress, node.unboundAddress])];
        assert.deepEqual(
          all.filter((address) => ground.taken.includes(address)),
          [],
        );
        assert.ok(!ground.vrids.includes(vrid));
        assert.ok(all.every((address) => candidates(ground).includes(address)));
      }),
      { numRuns: 300 },
    );
  });

  it("says how many addresses are missing, and what to do", () => {
    const full = { ...home, dhcpPool: "192.168.8.2-192.168.8.252" };
    assert.throws(
      () => propose(full),
      /has 2 free addresses .*expected 5\. Make the router's DHCP pool smaller/,
    );
  });

  it("puts a further node last, with addresses of its own", () => {
    const { vip, nodes } = propose(home);
    const taken = [vip, ...nodes.flatMap((node) => [node.podAddress, node.unboundAddress])];
    const one = { ...home, hosts: ["192.168.8.13"], taken };
    assert.deepEqual(proposeNodes(one, [120, 100]), [
      { podAddress: "192.168.8.248", unboundAddress: "192.168.8.249", priority: 80 },
    ]);
    assert.deepEqual(
      proposeNodes({ ...one, hosts: ["192.168.8.13", "192.168.8.14"] }, [120, 1]).map(
        ({ priority }) => priority,
      ),
      [2, 3],
    );
  });

  it("knows the subnet of an address", () => {
    assert.equal(subnetOf("192.168.8.11", 24), "192.168.8.0/24");
    assert.equal(subnetOf("10.11.12.13", 20), "10.11.0.0/20");
  });
});
