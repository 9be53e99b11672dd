import assert from "node:assert/strict";
import { attacks } from "../../../../lab/scenarios/attacks";
import {
  allHeld,
  begun,
  isGood,
  judgeCalm,
  judgeHang,
  type Looks,
  reportLine,
} from "../../../../lab/checks/attack-result";
import { type History, judgeFault } from "../../../../lab/checks/fault-result";
import { history } from "./samples";

const looks: Looks = { memoryMb: 100, writers: 1, conditions: ["adverts-forged"] };
const of = (one: History) => ({ history: one, result: judgeFault(one) });
/** Nothing was lost, and the VIP stayed. */
const quiet: History = {
  ...history,
  attempts: history.attempts.map(({ sentAt }) => ({ sentAt, verdict: "answered", rttMs: 1 })),
  ownership: history.ownership.slice(0, 1),
  leaderAfter: "a",
};
const costless = { cost: "nothing" } as const;

describe("the verdict on an attack", () => {
  it("is good if nothing was lost, nothing moved, and the attack was told by name", () => {
    assert.deepEqual(judgeCalm({ ...costless, condition: "adverts-forged" }, of(quiet), looks), []);
  });

  it("says what it cost clients", () => {
    const said = judgeCalm(costless, of(history), looks).join("; ");
    assert.match(said, /the VIP left a.*2 queries lost, and none should be/);
    assert.deepEqual(judgeCalm({ cost: "one gap" }, of(history), looks), []);
  });

  it("names two writers, too much memory, and a condition that nobody told", () => {
    const bad = { memoryMb: 5_000, writers: 2, conditions: [] };
    const said = judgeCalm({ ...costless, condition: "adverts-forged" }, of(quiet), bad).join("; ");
    assert.match(said, /2 nodes could write.*5000 MB.*condition adverts-forged/);
  });

  it("allows clients to be misled by ARP for the attack's time, and for six seconds more", () => {
    const misled = (until: number): History => ({
      ...quiet,
      moments: { ...history.moments, ended: 20_000 },
      attempts: Array.from({ length: 200 }, (_, i) =>
        i * 100 >= 1_000 && i * 100 < until
          ? { sentAt: i * 100, verdict: "lost" }
          : { sentAt: i * 100, verdict: "answered", rttMs: 1 },
      ),
    });
    const arp = { cost: "queries that go to the device" } as const;
    assert.deepEqual(judgeCalm(arp, of(misled(9_000)), looks), []);
    assert.match(judgeCalm(arp, of(misled(11_000)), looks).join(), /believing the device for 6900 ms/);
  });

  it("counts a hang from the first query that stays unanswered to its node giving the VIP up", () => {
    const hung: History = {
      ...history,
      ownership: [
        { at: -50, node: "a", owns: true },
        { at: 1_510, node: "a", owns: false },
        { at: 1_550, node: "b", owns: true },
      ],
      attempts: [
        ...history.attempts.map(({ sentAt }): History["attempts"][number] =>
          sentAt >= 1_200 && sentAt <= 1_500
            ? { sentAt, verdict: "lost" }
            : { sentAt, verdict: "answered", rttMs: 1 },
        ),
        // On its way while the VIP moved: the next leader answers it.
        { sentAt: 1_509, verdict: "answered", rttMs: 50 },
      ],
    };
    assert.deepEqual(judgeHang(of(hung), 1_100), { seenMs: 310, complaints: [] });
    const never = judgeHang(of({ ...hung, ownership: hung.ownership.slice(0, 1), leaderAfter: "a" }), 1_100);
    assert.equal(never.seenMs, null);
    assert.match(never.complaints.join(), /the VIP stayed on a.*more than 30,000 ms/);
  });

  it("is of no use if nothing was played", () => {
    const played = { ...begun("slow-bodies", 500), calm: judgeFault(quiet), looks };
    const skipped = { ...begun("arp-fence", 500), skipped: "the lab has no data" };
    assert.ok(isGood(played) && isGood(skipped));
    assert.ok(allHeld([played, skipped]));
    assert.ok(!allHeld([skipped]));
    assert.ok(!allHeld([played, { ...begun("arp-vip", 500), stopped: "the attack broke off" }]));
    assert.match(reportLine(played), /^slow-bodies: 0 of 80 lost.*the VIP stayed on a.*100 MB/);
    assert.match(reportLine(skipped), /not played/);
  });
});

describe("attacks", () => {
  it("have names of their own", () => {
    assert.equal(new Set(attacks.map(({ name }) => name)).size, attacks.length);
  });
});
