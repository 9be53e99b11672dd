import assert from "node:assert/strict";
import { showEvents } from "../../../../../runtime/agent/cli/events";
import type { ClusterEvent } from "../../../../../runtime/agent/events/event";

const event: ClusterEvent = {
  node: "pi1",
  id: 1,
  at: 0,
  code: "drained",
  severity: "info",
  text: "pi1 is drained",
  by: "by hand",
};

async function shown(json: boolean, ask: () => Promise<ClusterEvent[]>) {
  const lines: string[] = [];
  const code = await showEvents(json, (line) => lines.push(line), ask);
  return { code, lines };
}

describe("ha-dns events", () => {
  it("prints a line for each event, with who did it", async () => {
    const { code, lines } = await shown(false, () => Promise.resolve([event]));
    assert.equal(code, 0);
    assert.match(lines[0]!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {3}pi1: pi1 is drained \(by hand\)$/);
  });

  it("prints JSON, and says that nothing has happened yet", async () => {
    assert.deepEqual(
      (await shown(true, () => Promise.resolve([event]))).lines.map((line) => JSON.parse(line) as unknown),
      [[event]],
    );
    assert.deepEqual((await shown(false, () => Promise.resolve([]))).lines, ["nothing has happened yet"]);
  });

  it("fails and says why if the agent does not answer", async () => {
    const { code, lines } = await shown(false, () => Promise.reject(new Error("refused")));
    assert.deepEqual([code, lines], [1, ["the agent does not answer: refused"]]);
  });
});
