import assert from "node:assert/strict";
import fc from "fast-check";
import { chartOf } from "../../../../../runtime/agent/page/sums/chart";
import {
  clusterSums,
  slotAt,
  slotsShown,
  type NodeSums,
} from "../../../../../runtime/agent/page/sums/node-sums";
import { SumsWatch, type SumsParts } from "../../../../../runtime/agent/page/sums/sums-watch";
import type { PiholeRequest } from "../../../../../runtime/agent/pihole/pihole-request";
import { PiholeError } from "../../../../../runtime/agent/pihole/pihole-error";
import { now } from "./scenes";

const slot = slotAt(now);
const told = (...nodes: readonly (readonly [string, NodeSums])[]) => new Map(nodes);

describe("the sums of all nodes", () => {
  it("add queries, and count a client once, whichever nodes it has asked", () => {
    const sums = clusterSums(
      told(
        ["pi2", { slots: [[slot, 10, 1]], clients: ["a", "b"] }],
        [
          "pi1",
          {
            slots: [
              [slot - 1, 5, 0],
              [slot, 20, 4],
            ],
            clients: ["b", "c"],
          },
        ],
      ),
      now,
    )!;
    assert.deepEqual([sums.queries, sums.blocked, sums.clients], [35, 5, 3]);
    assert.deepEqual(sums.slots.slice(-2), [
      { queries: 5, blocked: 0 },
      { queries: 30, blocked: 5 },
    ]);
    assert.deepEqual(sums.nodes, [
      { name: "pi1", queries: 25 },
      { name: "pi2", queries: 10 },
    ]);
    assert.equal(sums.slots.length, slotsShown);
  });

  it("forget what is older than a day, and the clients of a node that told nothing since", () => {
    const old = told(["pi1", { slots: [[slot - slotsShown, 5, 1]], clients: ["a"] }]);
    const sums = clusterSums(old, now)!;
    assert.deepEqual([sums.queries, sums.blocked, sums.clients], [0, 0, 0]);
  });

  it("are none before a node has told", () => {
    assert.equal(clusterSums(told(), now), undefined);
  });

  it("are drawn within the chart, whatever they are", () => {
    const anySlot = fc.record({ queries: fc.nat(), blocked: fc.nat() });
    fc.assert(
      fc.property(fc.array(anySlot, { minLength: 1, maxLength: slotsShown }), (slots) => {
        const sound = slots.map(({ queries, blocked }) => ({ queries, blocked: Math.min(queries, blocked) }));
        const { answered, blocked } = chartOf({ slots: sound });
        for (const [, x, y, height] of `${answered}${blocked}`.matchAll(/M(\S+) (\S+)v-(\S+)h8v\S+z/g)) {
          assert.ok(Number(x) >= 0 && Number(x) < 480);
          assert.ok(Number(y) <= 100.1 && Number(y) - Number(height) >= -0.11, `${y} ${height}`);
        }
        assert.match(`${answered}${blocked}`, /^(M\S+ \S+v-\S+h8v\S+z)*$/);
      }),
    );
  });
});

describe("the watch for sums", () => {
  const minutes = slot * 1_800;
  const answers: Record<string, unknown> = {
    "/api/stats/summary": {
      queries: { total: 30, blocked: 5, frequency: 0.5 },
      clients: { active: 2, total: 2 },
      gravity: { domains_being_blocked: -2, last_update: 0 },
    },
    "/api/history": {
      history: [
        { timestamp: minutes + 300, total: 20, cached: 1, blocked: 4, forwarded: 15 },
        { timestamp: minutes + 900, total: 10, cached: 1, blocked: 1, forwarded: 8 },
      ],
    },
    "/api/stats/top_clients": { clients: [{ name: "tv", ip: "192.168.8.20", count: 30 }] },
  };
  const pihole = (fails = () => false) => ({
    ask: ({ path }: PiholeRequest) =>
      fails()
        ? Promise.reject(new PiholeError("GET /api: timeout", "GET /api: timeout"))
        : Promise.resolve({ status: 200, body: answers[path.split("?")[0]!] }),
  });
  const watch = (channel: SumsParts["channel"], own = pihole(), events: string[] = []) =>
    new SumsWatch({
      node: "pi1",
      peers: [{ name: "pi2", podAddress: "192.168.8.252" }],
      pihole: own,
      channel,
      secret: Buffer.from("the cluster's"),
      log: (event) => events.push(event),
      now: () => now,
    });

  it("tells what Pi-hole has counted, without an address, and takes a peer's", async () => {
    const peer = watch({ ask: () => Promise.reject(new Error("refused")) });
    await peer.look();
    const own = peer.ownSums()!;
    assert.deepEqual(own.slots, [[slot, 30, 5]]);
    assert.equal(own.clients.length, 1);
    assert.doesNotMatch(JSON.stringify(own), /192|tv/);
    const two = watch({ ask: () => Promise.resolve({ status: 200, body: own }) });
    await two.look();
    const { queries, blocked, clients } = two.all()!;
    assert.deepEqual([queries, blocked, clients], [60, 10, 1]);
    assert.deepEqual(two.numbers(), {
      queries: 30,
      blocked: 5,
      clients: 2,
      perSecond: 0.5,
      gravityDomains: 0,
      gravityUpdatedAt: undefined,
    });
  });

  it("keeps what a node told last while it is silent, and tells a trouble once", async () => {
    let fails = false;
    const events: string[] = [];
    const sums = watch(
      { ask: () => Promise.resolve({ status: 404, body: undefined }) },
      pihole(() => fails),
      events,
    );
    await sums.look();
    fails = true;
    await sums.look();
    await sums.look();
    assert.equal(sums.all()!.queries, 30);
    assert.equal(sums.numbers(), undefined);
    assert.deepEqual(events, ["sums.failed"]);
  });

  it("does not believe what is no peer's sums", async () => {
    for (const body of [
      null,
      { slots: [[1, -1, 0]], clients: [] },
      { slots: [], clients: ["x".repeat(17)] },
    ]) {
      const sums = watch({ ask: () => Promise.resolve({ status: 200, body }) });
      await sums.look();
      assert.deepEqual(
        sums.all()!.nodes.map(({ name }) => name),
        ["pi1"],
      );
    }
  });
});
