import assert from "node:assert/strict";
import { awaitData } from "../../../../lab/cluster/await-data";
import type { States } from "../../../../lab/cluster/data-health";
import { holder, replica } from "../checks/data-samples";
import { cluster } from "../checks/samples";

const nobody: States = {
  a: { ...replica, node: "a", state: "waiting", reason: "the router does not answer" },
  b: { ...replica, node: "b" },
};
const whole: States = {
  a: { ...holder, node: "a", replication: [{ ...holder.replication[0]!, peer: "b" }] },
  b: { ...replica, node: "b" },
};

describe("waiting for the data", () => {
  const wait = async (seen: readonly States[]) => {
    const notes: string[] = [];
    let looks = 0;
    const look = () => Promise.resolve(seen[Math.min(looks++, seen.length - 1)]!);
    const deadlineMs = seen.length === 1 ? 0 : 10_000;
    const faults = await awaitData(cluster, (text) => notes.push(text), { deadlineMs, everyMs: 1, look });
    return { faults, notes, looks };
  };

  it("ends with the reasons, if nobody holds it by the deadline", async () => {
    const { faults } = await wait([nobody]);
    assert.deepEqual(faults, [
      "not exactly one node holds the data",
      "a: it is waiting (the router does not answer)",
    ]);
  });

  it("ends as soon as all is well, and says once what it waited for", async () => {
    const { faults, notes, looks } = await wait([nobody, nobody, whole]);
    assert.deepEqual([faults, looks], [[], 3]);
    assert.deepEqual(notes, [
      "waiting for the data: not exactly one node holds the data",
      "waiting for the data: a: it is waiting (the router does not answer)",
    ]);
  });
});
