import assert from "node:assert/strict";
import { showSync } from "../../../../../../runtime/agent/cli/sync/status";
import { status } from "../../../../../../runtime/agent/snapshot";
import { initialProgress } from "../../../../../../runtime/agent/sync/progress";
import { leading } from "../../sample";
import { following, nobody, refusal, says } from "./following";

describe("sync status", () => {
  let printed: string[];
  const print = (text: string): void => void printed.push(text);
  beforeEach(() => (printed = []));

  it("says whom this node follows, since when, what changed last and what went wrong", async () => {
    const lastChange = {
      at: 0,
      ms: 210,
      cause: "drift",
      steps: 3,
      words: ["domains: lacks a.example"],
      kept: "K",
    } as const;
    const answer = following({ equalAt: 7_000, lastChange, error: "slow" }, "not seen equal");
    assert.equal(await showSync(false, print, says(answer)), 0);
    assert.deepEqual(printed, [
      "pi1: follows pi2, seen equal 3 s ago",
      "behind: not seen equal",
      "last error: slow",
      "last change: 1970-01-01T00:00:00.000Z, 3 requests in 210 ms, of what was changed here by hand; before it: K",
      "  domains: lacks a.example",
    ]);
  });

  it("names what was refused, and the command that lets it through", async () => {
    await showSync(false, print, says(following({ refusal })));
    assert.deepEqual(printed, [
      "pi1: follows pi2, not equal yet",
      "refused: domains: all 20 would be removed",
      "if that is wanted: docker exec ha-dns-agent ha-dns sync accept",
    ]);
  });

  it("says that a leader follows nobody, and gives the same as data", async () => {
    const answer = status({ ...leading, sync: { progress: initialProgress, behind: "", now: 0 } });
    await showSync(false, print, says(answer));
    assert.deepEqual(printed.splice(0), ["pi1: leads, the others follow it"]);
    assert.equal(await showSync(true, print, says(answer)), 0);
    assert.deepEqual(JSON.parse(printed[0]!), { node: "pi1", role: "leader", sync: answer.sync });
  });

  it("fails where no agent answers", async () => {
    assert.equal(await showSync(true, print, nobody), 1);
    assert.deepEqual(JSON.parse(printed[0]!), { error: "the agent does not answer: ECONNREFUSED" });
  });
});
