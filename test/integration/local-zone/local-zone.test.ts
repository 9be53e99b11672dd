import assert from "node:assert/strict";
import { until } from "../../../lab/shell";
import { Scene, whileAsking, zone, type Wanted, type ZoneNode } from "./scene";

const wanted: Wanted = {
  records: [
    "nas.home.arpa 192.168.8.23",
    "*.apps.home.arpa 192.168.8.24",
    "www.home.arpa CNAME nas.home.arpa",
  ],
  dnssecKey: 1,
};
const added: Wanted = { ...wanted, records: [...wanted.records, "new.home.arpa 192.168.8.25"] };
const rolled: Wanted = { ...added, dnssecKey: 2 };
const names = ["nas.home.arpa", "www.home.arpa"];
const [noError, servFail, nxDomain] = [0, 2, 3];

describe("the signed local zone, at real Unbounds", function () {
  this.timeout(600_000);
  const scene = new Scene();
  const nodes: ZoneNode[] = [];

  before(async () => {
    await scene.start();
    for (const name of ["a", "b", "c"]) nodes.push(await scene.node(name, wanted));
  });
  after(() => scene.stop());

  const allSign = (key: number, records: number) =>
    until(`all sign with key ${key}`, 30_000, async () =>
      Promise.resolve(
        nodes.every(({ zone: it }) => it.seen()?.signed?.key === key && it.seen()?.records === records),
      ),
    );

  it("is the same to the last byte on all nodes, none of which was given a key by another", () => {
    const [first, ...others] = nodes.map((node) => node.signedText());
    assert.match(first!, /RRSIG\tA 15 /);
    for (const other of others) assert.equal(other, first);
  });

  it("is validated: addresses, aliases, wildcards, and what does not exist", async () => {
    for (const node of nodes) {
      assert.deepEqual(await node.ask("nas.home.arpa"), { code: noError, authentic: true, answers: 2 });
      assert.deepEqual(await node.ask("www.home.arpa"), { code: noError, authentic: true, answers: 4 });
      assert.equal((await node.ask("anything.apps.home.arpa")).authentic, true);
      assert.deepEqual(await node.ask("nothing.home.arpa"), { code: nxDomain, authentic: true, answers: 0 });
      assert.deepEqual(await node.ask("nas.home.arpa", 28), { code: noError, authentic: true, answers: 0 });
    }
  });

  it("takes a new record up while it is asked, without a query lost", async () => {
    const sums = await whileAsking(nodes, names, 200, async () => {
      for (const node of nodes) node.lay(added);
      for (const node of nodes)
        await until(
          "the new name resolves",
          30_000,
          async () => (await node.ask("new.home.arpa")).answers > 0,
        );
    });
    assert.ok(sums.asked > 0);
    assert.deepEqual({ ...sums, asked: 0 }, { asked: 0, lost: 0, servfail: 0, authentic: sums.asked });
  });

  it("rolls its key node by node while it is asked: no SERVFAIL, and every answer is validated", async () => {
    // Asks the nodes in turn, so that it has one node's keys and another's signatures.
    const device = await scene.device("device", added, nodes);
    const sums = await whileAsking([...nodes, device], names, 200, async (seen) => {
      for (const node of [...nodes]) {
        const before = seen.asked;
        node.lay(rolled);
        await until("it signs with key 2", 30_000, () => node.zone.seen()?.signed?.key === 2);
        await node.reload();
        await until("the nodes have differed for some time", 30_000, () => seen.asked > before + 300);
      }
      // It was reinstalled: nobody gives it a key, and it signs as the others do.
      nodes.push(await scene.node("reinstalled", rolled));
      await allSign(2, rolled.records.length);
    });
    assert.ok(sums.asked > 900);
    assert.deepEqual({ ...sums, asked: 0 }, { asked: 0, lost: 0, servfail: 0, authentic: sums.asked });
    const [first, ...others] = nodes.map((node) => node.signedText());
    for (const other of others) assert.equal(other, first);
  });

  for (const [what, ms] of [
    ["an hour behind", -3_600_000],
    ["400 days ahead", 400 * 86_400_000],
  ] as const)
    it(`is served by a node whose clock is ${what}`, async () => {
      const node = await scene.node(`off${ms}`, rolled, { now: () => Date.now() + ms });
      assert.deepEqual(await node.ask("nas.home.arpa"), { code: noError, authentic: true, answers: 2 });
    });

  it("is refused by its own resolver if another cluster's key has signed it", async () => {
    const node = nodes[0]!;
    node.lay({ ...rolled, secret: "another-cluster-secret-of-32-chars" });
    await until("it fails", 30_000, async () => (await node.ask("nas.home.arpa")).code === servFail);
    node.lay(rolled);
    await until("it is good again", 30_000, async () => (await node.ask(zone, 6)).authentic);
  });
});
