import assert from "node:assert/strict";
import { aged } from "../../../../../../runtime/agent/sync/leader/aged-blocking";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";

const state = (enabled: boolean, timer: number | null): SyncState => ({
  groups: [],
  lists: [],
  domains: [],
  clients: [],
  settings: {},
  blocking: { enabled, timer },
  gravity: { generation: "a 1", lists: "", domains: 0 },
});

describe("a state that was read a while ago", () => {
  it("has a timer that has run on, and has ended in its outcome", () => {
    assert.deepEqual(aged(state(false, 300), 60).blocking, { enabled: false, timer: 240 });
    assert.deepEqual(aged(state(false, 300), 301).blocking, { enabled: true, timer: null });
  });

  it("is as it was where no timer runs", () => {
    assert.deepEqual(aged(state(false, null), 1e6), state(false, null));
  });
});
