import assert from "node:assert/strict";
import {
  syncComplaints,
  firstAnswerAfterSilence,
  isGoodSync,
  latencyByKind,
  latencyOf,
  type SyncReport,
  watched,
} from "../../../../lab/checks/sync-result";
import { syncText } from "../../../../lab/report";
import { latencyComplaints } from "../../../../lab/scenarios/sync/changes";
import { restartsIn } from "../../../../lab/checks/pihole-starts";

const made = (latencyMs: number | null, kind = "group added") => ({
  kind,
  latencyMs,
  writeMs: 3,
  differences: latencyMs === null ? ["groups: x is missing"] : [],
});
const stream = { of: "VIP", address: "192.0.2.1", sent: 100, lost: 0, wrong: 0, outageMs: 0 } as const;
const follower = { ...stream, of: "follower" } as const;
const report: SyncReport = {
  scenario: "changes",
  seed: 1,
  qps: 500,
  leader: "a",
  follower: "b",
  streams: [stream, follower],
  senderLateMs: 1,
  figures: { equalAfterMs: 12.4, followerRestarts: 1 },
  latency: latencyOf([made(100), made(200)]),
  latencyByKind: latencyByKind([made(100), made(200, "list added")]),
  complaints: [],
  stopped: null,
};

describe("a sync drill's result", () => {
  it("has the latency of those changes that arrived, in all and by kind", () => {
    const all = [...Array.from({ length: 99 }, (_, i) => made(i + 1)), made(1_000, "list added"), made(null)];
    assert.deepEqual(latencyOf(all), { count: 100, p50Ms: 50, p95Ms: 95, maxMs: 1_000 });
    assert.deepEqual(latencyByKind(all)["list added"], {
      count: 1,
      p50Ms: 1_000,
      p95Ms: 1_000,
      maxMs: 1_000,
    });
    assert.equal(latencyOf([made(null)]), null);
  });

  it("complains of a change that did not arrive, and of slow ones", () => {
    assert.deepEqual(latencyComplaints([made(1), made(2)]), []);
    assert.match(
      latencyComplaints([made(1), made(null)]).join(),
      /group added: not on the follower: .*missing/,
    );
    assert.match(latencyComplaints([made(1_200)]).join(), /up to 1200 ms, and 1000/);
    assert.throws(() => latencyComplaints([]));
  });

  it("complains of each query that was lost or wrong, of a VIP that moved, and of differences in the end", () => {
    const none = { vipMoves: 0, differences: [] };
    const fine = { complaints: [] };
    assert.deepEqual(syncComplaints({}, fine, [stream, follower], none), []);
    assert.match(syncComplaints({}, fine, [{ ...stream, lost: 1 }], none).join(), /VIP: 1 queries lost/);
    assert.match(
      syncComplaints({}, fine, [{ ...follower, wrong: 2 }], none).join(),
      /follower: .*2 answered wrongly/,
    );
    assert.match(syncComplaints({}, fine, [stream], { ...none, vipMoves: 1 }).join(), /VIP moved 1/);
    const differences = ["1", "2", "3", "4", "5", "6"];
    assert.match(
      syncComplaints({}, fine, [stream], { ...none, differences }).join(),
      /1; 2; 3; 4; 5 and 1 more/,
    );
  });

  it("allows a restart to cost queries at the follower alone, and the VIP to move", () => {
    const restarts = { restarts: true } as const;
    const end = { vipMoves: 1, differences: [] };
    assert.deepEqual(
      syncComplaints(restarts, { complaints: [] }, [stream, { ...follower, lost: 9 }], end),
      [],
    );
    assert.equal(
      syncComplaints(restarts, { complaints: [] }, [{ ...stream, lost: 1 }, follower], end).length,
      1,
    );
  });

  it("counts no query that was sent while the scenario itself kept the follower silent", () => {
    const attempts = [
      { sentAt: 1, verdict: "lost" },
      { sentAt: 10, verdict: "answered", rttMs: 1 },
    ] as const;
    assert.equal(watched("follower", "", attempts).lost, 1);
    assert.deepEqual(watched("follower", "", attempts, 5), { ...follower, address: "", sent: 1 });
    assert.throws(() => watched("follower", "", attempts, 20), /no query/);
  });

  it("knows when an address was answered again, by the order in which queries were sent", () => {
    const at = (sentAt: number, verdict: "lost" | "answered") => ({ sentAt, verdict });
    const attempts = [at(1, "lost"), at(2, "answered"), at(5, "answered"), at(4, "lost"), at(3, "lost")];
    assert.equal(firstAnswerAfterSilence(attempts, 0), 2);
    assert.equal(firstAnswerAfterSilence(attempts, 2), 5);
    assert.equal(firstAnswerAfterSilence(attempts, 5), undefined);
  });

  it("is good only where something was watched, and nothing is said against it", () => {
    assert.ok(isGoodSync(report));
    assert.ok(!isGoodSync({ ...report, streams: [] }));
    assert.ok(!isGoodSync({ ...report, complaints: ["x"] }));
    assert.ok(!isGoodSync({ ...report, stopped: "interrupted" }));
  });

  it("is told in words, the verdict last", () => {
    const text = syncText(report);
    for (const part of [
      "seed 1",
      "VIP (192.0.2.1)",
      "list added",
      "equal after: 12 ms",
      "follower restarts: 1",
    ])
      assert.ok(text.includes(part), part);
    assert.match(text, /changes: as it should be\.$/);
    assert.match(syncText({ ...report, complaints: ["lost"] }), /- lost\nchanges: NOT AS IT SHOULD BE\.$/);
  });
});

describe("a Pi-hole's restarts", () => {
  const reading = (at: number, uptimeMs: number) => ({ at, uptimeMs });
  it("are the times that its uptime began anew", () => {
    assert.equal(restartsIn([reading(0, 5_000), reading(100, 5_100), reading(220, 5_200)]), 0);
    assert.equal(restartsIn([reading(0, 5_000), reading(2_000, 300), reading(2_100, 400)]), 1);
    assert.equal(restartsIn([reading(0, 5_000), reading(2_000, 300), reading(4_000, 300)]), 2);
    assert.equal(restartsIn([]), 0);
  });
});
