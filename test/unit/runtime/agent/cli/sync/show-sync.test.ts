import assert from "node:assert/strict";
import { showSync } from "../../../../../../runtime/agent/cli/sync/show-sync";
import { status } from "../../../../../../runtime/agent/snapshot";
import { initialProgress } from "../../../../../../runtime/agent/sync/sync-progress";
import { syncDetails } from "../../../../../../runtime/agent/sync/sync-status";
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
      figures: ["domains: 1 lacking"],
      kept: "K",
    } as const;
    const answer = following({ equalAt: 7_000, lastChange, error: "slow", brief: "slow" }, "not seen equal");
    const named = { node: "pi1", error: "slow", differences: lastChange.words, here: [], leader: [] };
    assert.equal(
      await showSync(false, print, says(answer), () =>
        Promise.resolve({ ...named, differences: [...named.differences] }),
      ),
      0,
    );
    assert.deepEqual(printed, [
      "pi1: follows pi2, seen equal 3 s ago",
      "behind: not seen equal",
      "last error: slow",
      "last change: 1970-01-01T00:00:00.000Z, 3 requests in 210 ms, of what was changed here by hand; before it: K",
      "  domains: lacks a.example",
    ]);
  });

  it("names what sync goes on around, or counts it where the agent does not tell names", async () => {
    const here = [{ table: "domains", item: "ads(((", type: "deny", kind: "regex", why: "Missing ')'" }];
    const leader = [
      { table: "lists", item: "https://u:SECRET@a.example/l?token=T", type: "block", why: "long" },
    ];
    const progress = { ...initialProgress, leader: "pi2", equalAt: 7_000, aside: { here, leader } };
    const answer = following(progress);
    assert.doesNotMatch(JSON.stringify(answer), /ads\(|a\.example|SECRET|token/);
    await showSync(false, print, says(answer), () => Promise.resolve(syncDetails("pi1", progress)));
    await showSync(false, print, says(answer), () => Promise.reject(new Error("knows no such question")));
    assert.deepEqual(printed, [
      "pi1: follows pi2, seen equal 3 s ago",
      "1 not taken here, and tried again later:",
      "  domains: ads((( (deny, regex): Missing ')'",
      "1 not synced, since the leader's Pi-hole cannot give it:",
      "  lists: https://a.example/l?… (block): long",
      "pi1: follows pi2, seen equal 3 s ago",
      "1 not taken here, and tried again later",
      "1 not synced, since the leader's Pi-hole cannot give it",
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
