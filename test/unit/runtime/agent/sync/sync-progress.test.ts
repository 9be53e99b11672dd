import assert from "node:assert/strict";
import {
  behind,
  hasNews,
  initialProgress,
  type SyncProgress,
} from "../../../../../runtime/agent/sync/sync-progress";

describe("being behind", () => {
  const [now, staleAfterMs] = [1_000_000, 300_000];
  const say = (change: Partial<SyncProgress>, leader: string | undefined = "pi1"): string =>
    behind({ ...initialProgress, ...change }, { leader, now, staleAfterMs });
  const refusal = { digest: "abc", words: ["domains: all 20 would be removed"] };

  it("is not known to a node that has nobody to follow", () => {
    assert.equal(behind(initialProgress, { leader: undefined, now, staleAfterMs }), "");
    assert.equal(
      behind(
        { ...initialProgress, equalAt: 0, refusal, brief: "x" },
        { leader: undefined, now, staleAfterMs },
      ),
      "",
    );
  });

  it("is a node that has never been equal, with why", () => {
    assert.equal(say({}), "pi1's lists and settings are not here yet");
    assert.equal(say({ brief: "no luck" }), "pi1's lists and settings are not here yet: no luck");
    assert.match(say({ refusal, brief: "no luck" }), /a removal waits to be accepted \(domains: all 20/);
  });

  it("is one that was equal too long ago, and not one that was just in time", () => {
    assert.equal(say({ equalAt: now - staleAfterMs, brief: "x" }), "");
    assert.equal(
      say({ equalAt: now - staleAfterMs - 1_000, brief: "no luck" }),
      "not seen equal to pi1 for 301 s: no luck",
    );
  });

  it("is at once one that does not block what the leader blocks, however lately it was equal", () => {
    const lacks = "lists that could not be downloaded here: https://a.example";
    assert.equal(say({ equalAt: now, lacks, brief: lacks }), `does not block what pi1 blocks: ${lacks}`);
  });
});

describe("news of sync", () => {
  const lastChange = {
    at: 1,
    ms: 2,
    cause: "leader",
    steps: 1,
    words: [],
    figures: [],
    kept: undefined,
  } as const;
  const before: SyncProgress = { ...initialProgress, lastChange };
  const isNews = (change: Partial<SyncProgress>): boolean => hasNews(before, { ...before, ...change });

  it("is a change, a failure, the end of one, and a removal that waits", () => {
    assert.ok(isNews({ lastChange: { ...lastChange, at: 3 } }));
    assert.ok(isNews({ error: "no luck" }));
    assert.ok(hasNews({ ...before, error: "no luck" }, before));
    assert.ok(isNews({ refusal: { digest: "abc", words: [] } }));
  });

  it("is not a round without a change: rounds come all the time", () => {
    const counts = { ...before.counts, rounds: 1 };
    assert.ok(!isNews({ doing: "applying", equalAt: 7, counts, lastChange: { ...lastChange } }));
  });
});
