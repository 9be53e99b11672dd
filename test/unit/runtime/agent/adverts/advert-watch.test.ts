import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { AdvertWatch } from "../../../../../runtime/agent/adverts/advert-watch";
import type { Peer } from "../../../../../runtime/agent/peers/peer";
import { report } from "../../../../../runtime/agent/peers/own-report";
import { agentConfig, leading } from "../sample";

describe("advert watch", () => {
  let now: number;
  let commands: string[];
  let dropped: Set<string>;
  let loaded: boolean;
  let late: Set<string>;
  let asked: number;
  let watch: AdvertWatch;
  const peerAddress = agentConfig.peers[0]!.podAddress;
  const below: Peer = {
    name: "pi2",
    podAddress: peerAddress,
    status: { ...report(leading), node: "pi2", vrrp: { state: "BACKUP", priority: 100 } },
    trouble: "",
  };

  beforeEach(() => {
    now = 0;
    commands = [];
    dropped = new Set();
    loaded = true;
    late = new Set();
    asked = 0;
    watch = made();
  });

  const made = () =>
    new AdvertWatch(agentConfig, {
      filter: {
        doubt(address) {
          commands.push("doubt");
          if (loaded) dropped.add(address);
          return Promise.resolve(loaded);
        },
        believe(address) {
          commands.push("believe");
          return Promise.resolve(dropped.delete(address));
        },
        doubts: (address) => Promise.resolve(dropped.has(address)),
        late: (address) => (asked++, Promise.resolve(late.has(address))),
      },
      vip: { ask: () => undefined, seen: () => ({ asked: true, answeredAt: -Infinity }) },
      peers: () => [{ ...below, askedAt: now }],
      askPeers: () => commands.push("ask the peers"),
      log: () => undefined,
      now: () => now,
    });

  async function moveLead(): Promise<void> {
    watch.look("MASTER", 0);
    watch.look("BACKUP", 0);
    await settled();
  }

  it("has the adverts dropped that outrank this node, and asks the peers at once", async () => {
    await moveLead();
    assert.deepEqual(commands, ["doubt", "ask the peers"]);
    now = 2_000;
    const { name, reason, sinceMs } = watch.seen().disbelieved[0]!;
    assert.deepEqual([name, sinceMs], ["pi2", 2_000]);
    assert.match(reason, /ranks above all others/);
  });

  it("forgets it when the filter says that no more come", async () => {
    await moveLead();
    for (const isDropped of [true, false]) {
      if (!isDropped) dropped.clear();
      now += 1_000;
      watch.look("MASTER", 0);
      await settled();
      watch.look("MASTER", 0);
      assert.equal(watch.seen().disbelieved.length, Number(isDropped));
    }
  });

  it("tells that nothing is dropped as long as the filter does not know how, and tries again", async () => {
    loaded = false;
    await moveLead();
    assert.match(watch.seen().trouble, /has not loaded/);
    loaded = true;
    now = 1_000;
    watch.look("BACKUP", 0);
    await settled();
    assert.deepEqual([watch.seen().trouble, dropped.has(peerAddress)], ["", true]);
  });

  it("goes on with what the agent before it has doubted", async () => {
    await moveLead();
    watch = made();
    await watch.start();
    assert.equal(watch.seen().disbelieved.length, 1);
  });

  it("asks the filter every ten seconds whose adverts came late", async () => {
    const lookAt = async (ms: number): Promise<readonly string[]> => {
      now = ms;
      watch.look("BACKUP", 0);
      await settled();
      return watch.seen().late;
    };
    assert.deepEqual(await lookAt(0), []);
    late.add(peerAddress);
    assert.deepEqual(await lookAt(9_900), []);
    assert.deepEqual(await lookAt(10_000), ["pi2"]);
    late.clear();
    assert.deepEqual([await lookAt(20_000), asked], [[], 3]);
  });
});
