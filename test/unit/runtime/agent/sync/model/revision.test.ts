import assert from "node:assert/strict";
import { syncRevision } from "../../../../../../runtime/agent/sync/model/revision";
import { denied, stateWith } from "../states";

const at = (timer: number, seconds: number): string =>
  syncRevision(stateWith({ blocking: { enabled: false, timer } }), seconds * 1000);

describe("a state's revision", () => {
  it("is the same for the same content, whenever it is read", () => {
    assert.equal(syncRevision(stateWith(), 1), syncRevision(stateWith(), 9e12));
    assert.equal(at(300, 1_000), at(200, 1_100));
  });

  it("changes with any content, and with the end of blocking's timer", () => {
    const all = [
      syncRevision(stateWith()),
      syncRevision(stateWith({ domains: denied("a.example") })),
      syncRevision(stateWith({ domains: denied("b.example") })),
      syncRevision(stateWith({ settings: { "dns.hosts": ["10.0.0.1 a"] } })),
      syncRevision(stateWith({ gravity: { generation: "two", lists: "", domains: 0 } })),
      syncRevision(stateWith({ blocking: { enabled: false, timer: null } })),
      at(300, 1_000),
      at(900, 1_000),
    ];
    assert.equal(new Set(all).size, all.length);
  });
});
