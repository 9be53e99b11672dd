import assert from "node:assert/strict";
import { makeChange, readState, untilEqual } from "../../../../../lab/load/client/pihole-work";
import type { Change } from "../../../../../lab/load/changes/change";
import type { Answer, Question } from "../../../../../lab/load/pihole-protocol";
import { answers, stateOf } from "../../checks/sync-samples";

const [leader, follower] = ["192.0.2.1", "192.0.2.2"];
const change: Change = {
  kind: "domain added",
  part: "domains",
  method: "POST",
  path: "/api/domains/deny/exact",
  body: { domain: "new.example", comment: null, enabled: true },
  groups: ["kids"],
};
const row = {
  domain: "new.example",
  type: "deny",
  kind: "exact",
  comment: null,
  enabled: true,
  groups: [5],
};

/** Two Pi-holes, of which the second gets what the first has after so many more looks at it; and what was written. */
function cluster({ looks = 3, takes = true, answer = { status: 201, text: "{}" } as Answer } = {}) {
  const writes: Question[] = [];
  let left = Infinity;
  const added = () => {
    const { domains } = answers()["/api/domains"] as { domains: unknown[] };
    return { ...answers(), "/api/domains": { domains: [...domains, row] } };
  };
  const ask = (question: Question): Promise<Answer> => {
    const { address, method, path } = question;
    if (method !== "GET") {
      writes.push(question);
      if (takes) left = looks;
      return Promise.resolve(answer);
    }
    const there = address === leader ? left < Infinity : left-- <= 0;
    const all: Record<string, unknown> = there ? added() : answers();
    return Promise.resolve({ status: 200, text: JSON.stringify(all[path]) });
  };
  return { ask, writes };
}
const input = { leader, follower, change, deadlineMs: 300 };

describe("the client's work at two Pi-holes", () => {
  it("makes a change with the leader's own ids of groups, and looks until the follower has it", async () => {
    const both = cluster();
    const { latencyMs, differences } = await makeChange(both, input);
    assert.deepEqual(both.writes[0]!.body, { ...change.body, groups: [5] });
    assert.equal(both.writes[0]!.address, leader);
    assert.ok(latencyMs !== null && latencyMs < 300);
    assert.deepEqual(differences, []);
  });

  it("gives no latency, but what is missing, where the follower does not get it in time", async () => {
    const { latencyMs, differences } = await makeChange(cluster({ looks: 1e9 }), {
      ...input,
      deadlineMs: 60,
    });
    assert.equal(latencyMs, null);
    assert.deepEqual(differences, ["deny exact new.example is missing"]);
  });

  it("fails where the leader refuses, takes nothing, or is not changed by it", async () => {
    const failing = (given: Parameters<typeof cluster>[0]) => makeChange(cluster(given), input);
    const text = '{"processed":{"success":[],"errors":[{"item":"x","error":"UNIQUE constraint failed"}]}}';
    await assert.rejects(failing({ answer: { status: 409, text: "FOLLOWER" } }), /409 FOLLOWER/);
    await assert.rejects(failing({ answer: { status: 201, text } }), /x: UNIQUE/);
    await assert.rejects(failing({ takes: false }), /changed nothing on the leader/);
  });

  it("compares everything, and says what differs at the deadline", async () => {
    const both = cluster({ looks: 1e9 });
    await makeChange(both, { ...input, deadlineMs: 1 });
    const { ms, differences } = await untilEqual(both, { leader, follower, deadlineMs: 1 });
    assert.equal(ms, null);
    assert.deepEqual(differences, ["domains: deny exact new.example is missing"]);
    assert.deepEqual(await readState(cluster(), leader), stateOf(answers()));
  });

  it("waits for a leader whose Pi-hole restarts for the change, and fails if it does not come back in time", async () => {
    const both = cluster({ looks: 0 });
    await makeChange(both, input);
    let refused = 3;
    const ask = (question: Question) =>
      question.address === leader && refused-- > 0
        ? Promise.resolve({ status: 502, text: "{}" })
        : both.ask(question);
    const { ms } = await untilEqual({ ask }, { leader, follower, deadlineMs: 5_000 });
    assert.notEqual(ms, null);
    refused = Infinity;
    await assert.rejects(untilEqual({ ask }, { leader, follower, deadlineMs: 1 }), /502/);
  });

  it("takes a follower that cannot be read for one that differs, and never for an empty one", async () => {
    const both = cluster();
    const ask = (question: Question) =>
      question.address === follower ? Promise.reject(new Error("gone")) : both.ask(question);
    const { ms, differences } = await untilEqual({ ask }, { leader, follower, deadlineMs: 1 });
    assert.equal(ms, null);
    assert.match(differences.join(), /cannot be read: .*gone/);
    const failing = () => Promise.resolve({ status: 500, text: "{}" });
    await assert.rejects(readState({ ask: failing }, leader), /500/);
  });
});
