import assert from "node:assert/strict";
import { behind, initialProgress, type SyncProgress } from "../../../../../runtime/agent/sync/sync-progress";

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
