import assert from "node:assert/strict";
import fc from "fast-check";
import {
  aliasLine,
  clientAddress,
  domainName,
  groupName,
  hostLine,
} from "../../../../lab/load/changes/marks";
import { piece, tidying } from "../../../../lab/load/tidy";
import { itemsOf, type State } from "../../../../lab/load/pihole-state";
import { emptyState } from "../checks/sync-samples";

const named = (names: readonly string[], content: string) =>
  Object.fromEntries(names.map((name) => [name, content]));
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

const withAliases = (lines: readonly string[]): State => ({
  ...emptyState,
  settings: { ...emptyState.settings, "dns.cnameRecords": JSON.stringify(lines) },
});

describe("tidying after a sync drill", () => {
  const full: State = {
    groups: { ...emptyState.groups, kids: "[null,true,false]", [groupName(1)]: "[null,true,false]" },
    lists: { "block file:///srv/sync-drill/1.txt": "[]", "allow https://a.example/l": "[]" },
    domains: {
      "deny exact ads.example": "[]",
      "allow regex ^a b$": "[]",
      ...named(
        numbers(25).map((n) => `deny exact ${domainName(n)}`),
        "[]",
      ),
    },
    clients: { "10.0.0.9": "[]", [clientAddress(1)]: "[]" },
    settings: {
      "dns.hosts": JSON.stringify(["10.0.0.2 tv", hostLine(1), "10.0.0.1 nas"]),
      "dns.blockTTL": "30",
    },
    blocking: { blocking: "disabled", timer: 300 },
    gravity: { domains: "0" },
  };

  it("takes away all that drills made, and nothing else", () => {
    const changes = tidying(emptyState, full);
    const gone = changes.flatMap(({ path, body }) =>
      path.endsWith(":batchDelete") ? (body as readonly { item: string }[]).map(({ item }) => item) : [],
    );
    assert.deepEqual(
      gone.sort(),
      [...numbers(25).map(domainName), "file:///srv/sync-drill/1.txt", clientAddress(1), groupName(1)].sort(),
    );
    const hosts = changes.find(({ kind }) => kind.startsWith("local records"));
    assert.deepEqual(hosts?.body, { config: { dns: { hosts: ["10.0.0.2 tv", "10.0.0.1 nas"] } } });
  });

  it("puts settings back that have changed, each by itself, and blocking on", () => {
    const changes = tidying(emptyState, full);
    assert.deepEqual(changes.find(({ kind }) => kind.includes("blockTTL"))?.body, {
      config: { dns: { blockTTL: 2 } },
    });
    assert.deepEqual(changes.at(-1)?.body, { blocking: true, timer: null });
  });

  it("takes away the alias that a drill left which was killed, and keeps people's own", () => {
    const own = "tv.example,nas.example";
    const left = withAliases([own, aliasLine(1)]);
    // What the next drill finds at its start is all it knows of the time before.
    assert.deepEqual(
      tidying(left, left).map(({ body }) => body),
      [{ config: { dns: { cnameRecords: [own] } } }],
    );
  });

  it("puts people's own aliases back, but none of a drill", () => {
    const before = withAliases(["tv.example,nas.example", aliasLine(1)]);
    assert.deepEqual(
      tidying(before, withAliases([])).map(({ body }) => body),
      [{ config: { dns: { cnameRecords: ["tv.example,nas.example"] } } }],
    );
  });

  it("is nothing where nothing was made", () => {
    assert.deepEqual(tidying(emptyState, emptyState), []);
    const people = { ...emptyState, blocking: { blocking: "disabled", timer: "none" } };
    assert.deepEqual(tidying(people, people), []);
  });

  it("never takes so much at once that a follower would refuse it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (rows) => {
        const gone = piece(rows);
        assert.ok(gone >= 1 && gone <= rows);
        assert.ok(gone === 1 || gone < rows, "a table of more than one row is emptied");
        assert.ok(gone < 10 || gone <= rows * 0.3, `${gone} of ${rows}`);
      }),
    );
  });

  it("ends: after all its pieces nothing is left", () => {
    const many = { ...emptyState, settings: { "dns.hosts": JSON.stringify(numbers(100).map(hostLine)) } };
    const bodies = tidying(many, many).map(({ body }) => body as { config: { dns: { hosts: string[] } } });
    assert.deepEqual(bodies.at(-1)?.config.dns.hosts, []);
    const sizes = [
      itemsOf(many.settings, "dns.hosts").length,
      ...bodies.map(({ config }) => config.dns.hosts.length),
    ];
    sizes.slice(1).forEach((size, i) => assert.equal(sizes[i]! - size, piece(sizes[i]!)));
  });
});
