import assert from "node:assert/strict";
import { blocksLess } from "../../../../../runtime/agent/blocking/blocks-less";
import type { Peer } from "../../../../../runtime/agent/peers/peer";

const peer = (state: string | undefined, ready = true): Peer => ({
  name: "pi2",
  podAddress: "192.0.2.2",
  trouble: "",
  status: {
    node: "pi2",
    state: "standing-by",
    reason: "",
    ready,
    vrrp: { state: "BACKUP", priority: 100 },
    drain: null,
    blocking: state === undefined ? undefined : { state },
  },
});
const missing = { state: "fails", reason: "gravity.db is missing", sinceMs: 5_000 } as const;
const unknown = { state: "unknown", reason: "", sinceMs: 5_000 } as const;

describe("a node that blocks less than another", () => {
  it("is one that blocks nothing while another blocks, leader or not", () => {
    const words = "blocks nothing, and pi2 does: gravity.db is missing";
    for (const leads of [true, false]) assert.equal(blocksLess(missing, leads, [peer("blocks")]), words);
  });

  it("is none where nobody blocks, or nobody says so", () => {
    for (const state of ["fails", "empty", "off", "unknown", undefined])
      assert.equal(blocksLess(missing, true, [peer(state)]), "");
    assert.equal(blocksLess(undefined, true, [peer("blocks")]), "");
  });

  it("leads on while the other could not take over", () => {
    assert.equal(blocksLess(missing, true, [peer("blocks", false)]), "");
    assert.notEqual(blocksLess(missing, false, [peer("blocks", false)]), "");
  });

  it("is a follower of which it is not known yet, for a while", () => {
    assert.match(blocksLess(unknown, false, [peer("blocks")]), /not yet seen to block/);
    assert.equal(blocksLess({ ...unknown, sinceMs: 20_000 }, false, [peer("blocks")]), "");
    assert.equal(blocksLess(unknown, true, [peer("blocks")]), "");
  });

  it("is none that blocks, or whose blocking a person switched off", () => {
    for (const state of ["blocks", "off"] as const)
      assert.equal(blocksLess({ state, reason: "", sinceMs: 0 }, true, [peer("blocks")]), "");
  });
});
