import assert from "node:assert/strict";
import {
  blockingVerdict,
  type ApiLook,
  type Evidence,
} from "../../../../../runtime/agent/blocking/blocking-verdict";

const api: ApiLook = { uptimeMs: 60_000, gravity: 1_000, groups: 1, lists: 2, enabled: true };
const names = ["a.example", "b.example", "c.example", "d.example"];
const evidence: Evidence = {
  api,
  file: "there",
  database: { damage: "", names },
  names: names.slice(0, 3).map((name) => ({ name, blocked: true })),
};
const say = (change: Partial<Evidence>) => blockingVerdict({ ...evidence, ...change });
const answered = (...blocked: boolean[]) => blocked.map((each, i) => ({ name: names[i]!, blocked: each }));

describe("the verdict on blocking", () => {
  it("is that it blocks where a name that its gravity has is blocked", () => {
    assert.equal(say({}).state, "blocks");
    assert.equal(say({ names: answered(true) }).state, "blocks");
    assert.equal(say({ names: answered(false, true, false) }).state, "blocks");
  });

  it("is that it fails where Pi-hole cannot read its database, by name", () => {
    const failed = { ...api, gravity: -2, groups: -2, lists: -2 };
    const words = (change: Partial<Evidence>) => {
      const { state, reason } = say({ api: failed, ...change });
      assert.equal(state, "fails");
      return reason;
    };
    assert.equal(words({ file: "missing", database: undefined }), "gravity.db is missing");
    assert.equal(words({ file: "empty", database: undefined }), "gravity.db is empty");
    const damage = "database disk image is malformed";
    assert.equal(words({ database: { damage, names: [] } }), `gravity.db is damaged (${damage})`);
    assert.equal(words({}), "Pi-hole cannot read gravity.db");
  });

  it("is that it fails where a part of the database is damaged, though most names are blocked", () => {
    const { state, reason } = say({ database: { damage: "Tree 11 page 176", names: [] } });
    assert.deepEqual([state, reason], ["fails", "gravity.db is damaged (Tree 11 page 176)"]);
  });

  it("is that it fails where three names in a row are answered, and not before", () => {
    assert.equal(say({ names: answered(false, false) }).state, "unknown");
    const { state, reason } = say({ names: answered(false, false, false) });
    assert.deepEqual(
      [state, reason],
      ["fails", "answers names that its gravity blocks: all 3 that were asked"],
    );
    assert.equal(
      say({ database: { damage: "", names: ["a.example"] }, names: answered(false) }).state,
      "fails",
    );
  });

  it("is not known while Pi-hole has not counted, or no name was asked for", () => {
    const zeros = { ...api, uptimeMs: 400, gravity: 0, groups: 0, lists: 0 };
    assert.equal(say({ api: zeros }).state, "unknown");
    assert.equal(say({ names: [] }).state, "unknown");
    assert.equal(say({ database: undefined }).state, "unknown");
  });

  it("is no fault where a person switched blocking off, or has no lists", () => {
    assert.equal(say({ api: { ...api, enabled: false }, names: answered(false, false, false) }).state, "off");
    assert.equal(say({ api: { ...api, lists: 0, gravity: 0 } }).state, "off");
  });

  it("is that nothing is blocked where no list has content", () => {
    const { state, reason } = say({ api: { ...api, gravity: 0 } });
    assert.deepEqual([state, reason.slice(0, 20)], ["empty", "none of its 2 lists "]);
  });

  it("takes Pi-hole's word where no name is blocked for everybody", () => {
    assert.equal(say({ database: { damage: "", names: [] }, names: [] }).state, "blocks");
  });
});
