import assert from "node:assert/strict";
import { compareStates } from "../../../../lab/checks/compare-piholes";
import { readPart } from "../../../../lab/load/pihole-state";
import { answers, stateOf } from "../checks/sync-samples";

describe("two Pi-holes' states", () => {
  const leader = stateOf(answers());
  /** The follower's, with one answer changed. */
  const differing = (path: string, change: (text: string) => string) => {
    const given = answers();
    const text = JSON.stringify(given[path]);
    assert.notEqual(change(text), text, "the sample has to change");
    return compareStates(leader, stateOf({ ...given, [path]: JSON.parse(change(text)) }));
  };

  it("are equal whatever row ids, dates and a node's own settings are", () => {
    assert.deepEqual(compareStates(leader, stateOf(answers([0, 17]))), []);
  });

  it("differ in any comment, flag, membership, setting and in what is blocked", () => {
    for (const [path, from, to] of [
      ["/api/groups", '"small"', '"big"'],
      ["/api/groups", '"enabled":true', '"enabled":false'],
      ["/api/lists", '"enabled":true', '"enabled":false'],
      ["/api/lists", '"groups":[5,0]', '"groups":[5]'],
      ["/api/lists", '"number":12', '"number":11'],
      ["/api/domains", '"kind":"exact"', '"kind":"regex"'],
      ["/api/domains", '"groups":[5]', '"groups":[0]'],
      ["/api/clients", '"groups":[0]', '"groups":[]'],
      ["/api/config", '"blockTTL":2', '"blockTTL":3'],
      ["/api/config", "10.0.0.1 nas", "10.0.0.3 nas"],
      ["/api/dns/blocking", "disabled", "enabled"],
      ["/api/dns/blocking", "100.5", "null"],
      ["/api/stats/summary", '"domains_being_blocked":12', '"domains_being_blocked":0'],
    ] as const)
      assert.notDeepEqual(
        differing(path, (text) => text.replace(from, to)),
        [],
        `${path}: ${from} → ${to}`,
      );
  });

  it("do not differ by the order of local records, nor by a timer that was read a little later", () => {
    assert.deepEqual(
      differing("/api/config", (text) =>
        text.replace('"10.0.0.1 nas","10.0.0.2 tv"', '"10.0.0.2 tv","10.0.0.1 nas"'),
      ),
      [],
    );
    assert.deepEqual(
      differing("/api/dns/blocking", (text) => text.replace("100.5", "98")),
      [],
    );
    assert.equal(differing("/api/dns/blocking", (text) => text.replace("100.5", "80")).length, 1);
  });

  it("are told apart in words: what is missing, what is too much, what is otherwise", () => {
    assert.deepEqual(compareStates(leader, { ...leader, domains: { "deny exact x.example": "[]" } }), [
      "domains: deny exact ads.example is missing",
      "domains: deny exact x.example is there, and should not be",
    ]);
    assert.deepEqual(
      differing("/api/config", (text) => text.replace('"blockTTL":2', '"blockTTL":3')),
      ["settings: dns.blockTTL is 3, and should be 2"],
    );
  });

  it("are not read from half an answer", () => {
    assert.throws(() => readPart("domains", { ...answers(), "/api/domains": { error: { key: "x" } } }));
    assert.throws(() => readPart("groups", { "/api/groups": {} }));
  });
});
