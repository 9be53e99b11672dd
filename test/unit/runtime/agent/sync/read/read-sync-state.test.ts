import assert from "node:assert/strict";
import { ReadError } from "../../../../../../runtime/agent/sync/read/read-answer";
import { readSyncState, type PiholeAnswers } from "../../../../../../runtime/agent/sync/read/read-sync-state";
import { gravityNamed } from "../gravity";

const setting = (value: unknown, flags = {}) => ({
  value,
  flags: { restart_dnsmasq: false, session_reset: false, env_var: false, ...flags },
});

const answers = (change: Partial<PiholeAnswers> = {}): PiholeAnswers => ({
  groups: {
    groups: [
      { id: 9, name: "kids", comment: "", enabled: false, date_added: 1 },
      { id: 0, name: "Default", comment: "all", enabled: true, date_added: 1 },
    ],
    took: 0.1,
  },
  lists: {
    lists: [
      { id: 4, address: "b", type: "block", comment: null, groups: [9, 0], enabled: true, status: 4 },
      { id: 3, address: "b", type: "allow", comment: null, groups: [], enabled: true, status: 3 },
    ],
  },
  domains: {
    domains: [
      { domain: "a", unicode: "a", type: "deny", kind: "regex", comment: "", groups: [9], enabled: true },
    ],
  },
  clients: { clients: [{ client: "AA:bb", name: "pc", comment: null, groups: [0], id: 1 }] },
  config: {
    config: {
      dns: {
        hosts: setting(["10.0.0.1 nas"]),
        cnameRecords: setting([], { restart_dnsmasq: true }),
        blockTTL: setting(2, { env_var: true }),
        // As before 6.3, where it was one setting.
        domain: setting("lan"),
      },
      dhcp: { hosts: setting([]) },
    },
  },
  blocking: { blocking: "disabled", timer: 12.5 },
  ...change,
});

const fails = (change: Partial<PiholeAnswers>, words: RegExp): void => {
  assert.throws(
    () => readSyncState(answers(change), gravityNamed("one")),
    (error) => error instanceof ReadError && words.test(error.message),
  );
};

describe("a Pi-hole's state", () => {
  const { state, traits, groupIds } = readSyncState(answers(), gravityNamed("one"));

  it("has what the API does not tell from elsewhere, and never the stars in its place", () => {
    const { config } = answers().config as { config: object };
    const webserver = { api: { totp_secret: setting("********"), app_pwhash: setting("$HASH$") } };
    const whole = { config: { config: { ...config, webserver } } };
    const read = (hidden?: PiholeAnswers["hidden"]) =>
      readSyncState(answers({ ...whole, hidden }), gravityNamed("one")).state.settings;
    assert.equal(read()["webserver.api.totp_secret"], undefined);
    assert.equal(read()["webserver.api.app_pwhash"], "$HASH$");
    assert.equal(read(() => "GEZDGNBV")["webserver.api.totp_secret"], "GEZDGNBV");
    assert.equal(read(() => "")["webserver.api.totp_secret"], "");
  });

  it("is in names and in order, without anything that means something on one node alone", () => {
    assert.deepEqual(state.groups, [
      { name: "Default", comment: "all", enabled: true, isDefault: true },
      { name: "kids", comment: null, enabled: false, isDefault: false },
    ]);
    assert.deepEqual(
      state.lists.map(({ address, type, groups, built }) => [address, type, groups, built]),
      [
        ["b", "allow", [], true],
        ["b", "block", ["Default", "kids"], false],
      ],
    );
    assert.deepEqual(state.domains, [
      { domain: "a", type: "deny", kind: "regex", comment: null, enabled: true, groups: ["kids"] },
    ]);
    assert.deepEqual(state.clients, [{ client: "AA:bb", comment: null, groups: ["Default"] }]);
    assert.deepEqual(state.blocking, { enabled: false, timer: 12.5 });
    assert.deepEqual(state.gravity, gravityNamed("one")());
    assert.deepEqual(Object.fromEntries(groupIds), { kids: 9, Default: 0 });
  });

  it("has the settings that this version knows and its environment does not force", () => {
    assert.deepEqual(state.settings, {
      "dns.hosts": ["10.0.0.1 nas"],
      "dns.cnameRecords": [],
      "dhcp.hosts": [],
    });
    assert.deepEqual(traits["dns.cnameRecords"], { restarts: true, forced: false });
    assert.deepEqual(traits["dns.blockTTL"], { restarts: false, forced: true });
    assert.equal(traits["dns.domain.name"], undefined);
  });

  it("is the same bytes whatever the order and the ids", () => {
    const { groups } = answers().groups as { groups: { id: number }[] };
    const other = {
      groups: { groups: groups.map((row) => ({ ...row, id: row.id === 9 ? 77 : row.id })).reverse() },
      lists: JSON.parse(JSON.stringify(answers().lists).replaceAll("[9,0]", "[0,77]")) as unknown,
      domains: JSON.parse(JSON.stringify(answers().domains).replaceAll("[9]", "[77]")) as unknown,
    };
    assert.equal(
      JSON.stringify(readSyncState(answers(other), gravityNamed("one")).state),
      JSON.stringify(state),
    );
  });
});

describe("an answer that is no state", () => {
  const error = { key: "database_error", message: "Could not read", hint: "no such table: group" };

  it("is Pi-hole's error, in its words", () => {
    fails({ domains: { error } }, /^domains: Pi-hole says: Could not read: no such table: group/);
    fails({ groups: { error, groups: [] } }, /^groups: Pi-hole says/);
  });

  it("is one without its table, or with less than a row", () => {
    for (const table of ["groups", "lists", "domains", "clients", "config", "blocking"] as const) {
      fails({ [table]: {} }, new RegExp(`^${table}: `));
      fails({ [table]: undefined }, new RegExp(`^${table}: `));
      fails({ [table]: "<html>" }, new RegExp(`^${table}: `));
    }
    fails({ clients: { clients: [{ client: "a" }] } }, /^clients: .*clients\.0\.comment/);
    fails({ groups: { groups: [] } }, /default group is missing/);
  });

  it("is a configuration that is not whole", () => {
    fails({ config: { config: {} } }, /dns\.hosts is missing/);
    const upstreams = { value: [], flags: { restart_dnsmasq: true, env_var: true } };
    fails({ config: { config: { dns: { upstreams } } } }, /dns\.upstreams is empty/);
    fails({ config: { config: { dns: { hosts: { value: [] } } } } }, /^config: dns\.hosts: /);
  });

  it("is a row in a group that is not there: the tables are of two moments", () => {
    fails(
      { clients: { clients: [{ client: "a", comment: null, groups: [3] }] } },
      /^clients: a: is in group 3/,
    );
  });

  it("is blocking that Pi-hole does not know", () => {
    fails({ blocking: { blocking: "failed", timer: null } }, /^blocking: /);
  });
});
