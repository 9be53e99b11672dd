import assert from "node:assert/strict";
import { until } from "../../../lab/shell";
import { SecondLan, type Seen } from "./lan";

/** Long, so that a busy machine is not taken for a leader that fails. */
export const delayMs = 400;

/** Runs a stream, and does something to a node in the middle of it. */
export async function during(lan: SecondLan, act: () => Promise<unknown>, seconds = 3): Promise<Seen> {
  const seen = lan.stream(seconds);
  await lan.streaming();
  await act();
  return seen;
}

export const nothingLost = ({ lost, duplicates, unreachable, bad }: Seen): void =>
  assert.deepEqual(
    { lost, duplicates, unreachable, bad },
    { lost: 0, duplicates: 0, unreachable: 0, bad: 0 },
  );

/** What two nodes with a second answer do, asked at the VIP of this family. */
export function twoNodes(family: 4 | 6): void {
  describe(`the second answer of two nodes, over IPv${family}`, function () {
    this.timeout(120_000);
    const lan = new SecondLan(2, delayMs, family);

    before(async function () {
      this.timeout(600_000);
      await lan.start();
    });
    after(() => lan.stop());
    beforeEach(async () => {
      await lan.reset();
      await lan.leads(1);
      await lan.copied(1, 2);
    });

    it("asks no other node while the leader answers", async () => {
      const seen = await lan.stream(2);
      nothingLost(seen);
      assert.deepEqual([await lan.asked(1), await lan.asked(2)], [seen.sent, 0]);
    });

    it("loses no query when Pi-hole crashes, although VRRP hears nothing of it", async () => {
      const seen = await during(lan, () => lan.signalDns(1, "KILL"));
      nothingLost(seen);
      assert.ok(seen.by[1]! > 0);
    });

    it("loses none when Pi-hole hangs, and keeps back what it answers when it goes on", async () => {
      const seen = await during(lan, async () => {
        await lan.signalDns(1, "STOP");
        await until("node 2 has answered", 5_000, async () => (await lan.asked(2)) > 100);
        await lan.signalDns(1, "CONT");
      });
      nothingLost(seen);
      assert.ok(seen.by[1]! > 0 && seen.by[0]! > seen.by[1]!);
      // It has been asked more than it was let answer.
      assert.ok((await lan.asked(1)) > seen.by[0]!);
    });

    it("answers what the leader is slow to answer, once, and hands nothing on a second time", async () => {
      await lan.behave(1, { lateShare: 0.05, lateMs: 1000 });
      const seen = await lan.stream(3);
      nothingLost(seen);
      assert.ok(seen.by[1]! > 0);
      // What node 2 gave to its own Pi-hole has not gone to the leader.
      assert.equal(await lan.asked(1), seen.sent);
    });

    it("keeps its own SERVFAIL to itself while the leader is slow", async () => {
      await lan.behave(1, { lateShare: 0.05, lateMs: 1000 });
      await lan.behave(2, { rcode: 2 });
      const seen = await lan.stream(2);
      nothingLost(seen);
      assert.ok((await lan.asked(2)) > 0);
      assert.equal(seen.by[0], seen.sent);
    });

    it("leaves a client's second try with the same id alone", async () => {
      await lan.behave(1, { lateShare: 1, lateMs: 1000 });
      await lan.stream(0.1, 500, 40_000);
      await lan.behave(1, {});
      const again = await lan.stream(0.1, 500, 40_000);
      nothingLost(again);
      assert.equal(again.by[0], again.sent);
    });

    for (const [why, say] of [
      ["is behind the leader", () => lan.say(2, "claim", -168)],
      ["does not answer itself", () => lan.say(2, "health", 1)],
      ["has an agent that is dead", () => lan.stopAgent(2)],
    ] as const)
      it(`asks for no copies, and answers nothing, when its node ${why}`, async () => {
        await say();
        await until("no more copies", 15_000, async () => !(await lan.wants(1, 2)));
        const seen = await during(lan, () => lan.signalDns(1, "KILL"), 1);
        assert.ok(seen.lost > 0);
        assert.equal(await lan.asked(2), 0);
      });

    it("tells no client that a peer has gone", async () => {
      const gone = async () => {
        await lan.cable(2, "down");
        // The leader has to look for it.
        await lan.inside(1, "ip neigh flush dev eth0");
      };
      nothingLost(await during(lan, gone, 6));
      assert.equal(await lan.wants(1, 2), false);
    });

    it("loses none and answers each once while both nodes lead, and after", async () => {
      const seen = await during(
        lan,
        async () => {
          await lan.hearVrrp(2, false);
          await lan.leads(1, 2);
          await lan.hearVrrp(2, true);
          await lan.leads(1);
        },
        5,
      );
      nothingLost(seen);
    });

    it("loses none while the leader fails, is replaced, and returns", async () => {
      const seen = await during(
        lan,
        async () => {
          await lan.signalDns(1, "KILL");
          await lan.say(1, "health", 1);
          await lan.leads(2);
          await lan.startDns(1);
          await lan.say(1, "health", 0);
          await lan.leads(1);
        },
        6,
      );
      nothingLost(seen);
    });

    it("leaves no rule behind when it is switched off", async () => {
      await lan.second(2, "stop");
      const left = await lan.inside(2, "nft list tables; ip rule");
      assert.doesNotMatch(left, /second|^99:/m);
      nothingLost(await lan.stream(1));
    });
  });
}
