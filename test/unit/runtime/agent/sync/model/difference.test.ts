import assert from "node:assert/strict";
import { difference, differenceWords } from "../../../../../../runtime/agent/sync/model/difference";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { client, domain, group, list, state } from "../sample";

const words = (leader: Partial<SyncState>, follower: Partial<SyncState>, most?: number): string[] =>
  differenceWords(difference(state(leader), state(follower)), most);

describe("the difference of two states", () => {
  it("is nothing where they are equal, and where a follower cannot fix it", () => {
    assert.deepEqual(words({}, {}), []);
    const not = {
      lists: [list("a", { built: false })],
      gravity: { generation: "two", lists: "", domains: 0 },
    };
    assert.deepEqual(words({ lists: [list("a")] }, not), []);
    assert.deepEqual(words({ settings: { "dns.blockTTL": 5 } }, {}), []);
  });

  it("names rows, a line for each table", () => {
    assert.deepEqual(
      words(
        { domains: [domain("a.example"), domain("b.example", { comment: "x" })], clients: [client("pc")] },
        { domains: [domain("b.example"), domain("c.example", { kind: "regex" })] },
      ),
      [
        "domains: lacks a.example (deny, exact); has besides c.example (deny, regex); differs in b.example (deny, exact)",
        "clients: lacks pc",
      ],
    );
  });

  it("names no more rows than asked for, and says how many there are besides", () => {
    const many = Array.from({ length: 8 }, (_, i) => client(`pc${i}`));
    assert.deepEqual(words({ clients: many }, {}, 2), ["clients: lacks pc0, pc1 and 6 more"]);
  });

  it("names the default group by what it is called here, and not its members", () => {
    const renamed = {
      groups: [group("house", { isDefault: true })],
      clients: [client("pc", { groups: ["house"] })],
    };
    assert.deepEqual(words(renamed, { clients: [client("pc")] }), [
      "groups: differs in Default (the default group)",
    ]);
  });

  it("shows no secret", () => {
    const secret = (value: string) => ({
      settings: { "webserver.api.totp_secret": value, "webserver.api.app_pwhash": value },
    });
    const said = words(secret("GEZDGNBV"), secret("MFRGGZDF"));
    assert.deepEqual(said, [
      "webserver.api.totp_secret: another secret",
      "webserver.api.app_pwhash: another secret",
    ]);
  });

  it("tells of settings and of blocking", () => {
    assert.deepEqual(
      words(
        {
          settings: { "dns.hosts": ["1 a", "2 b"], "dns.blockTTL": 5 },
          blocking: { enabled: false, timer: 299.7 },
        },
        { settings: { "dns.hosts": ["2 b", "3 c"], "dns.blockTTL": 2 } },
      ),
      [
        "dns.hosts: lacks 1 a; has besides 3 c",
        "dns.blockTTL: 2 instead of 5",
        "blocking: on instead of off for 300 s",
      ],
    );
    assert.deepEqual(
      words({ settings: { "dns.hosts": ["1 a", "2 b"] } }, { settings: { "dns.hosts": ["2 b", "1 a"] } }),
      ["dns.hosts: another order or repetition"],
    );
  });
});
