import assert from "node:assert/strict";
import { listsDigest } from "../../../../../../runtime/agent/sync/model/lists-digest";
import { plan } from "../../../../../../runtime/agent/sync/plan/sync-plan";
import type { Traits } from "../../../../../../runtime/agent/sync/model/setting-keys";
import type { SyncStep } from "../../../../../../runtime/agent/sync/plan/step";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { client, domain, group, list, state, traits } from "../sample";

const planned = (leader: Partial<SyncState>, follower: Partial<SyncState> = {}): SyncStep[] =>
  plan(state(leader), state(follower), traits);

const kinds = (steps: readonly SyncStep[]): string[] => steps.map(({ kind }) => kind);

describe("a value with which this Pi-hole does not start", () => {
  it("is left out of the plan as long as the leader has it", () => {
    const alias = (value: string) =>
      state({ settings: { "dns.cnameRecords": [value], "dns.hosts": [value] } });
    const refusing: Traits = { "dns.cnameRecords": { restarts: true, forced: false, refused: ["bad,a"] } };
    const keys = (leader: SyncState) =>
      plan(leader, alias("good,a"), refusing).flatMap((step) =>
        step.kind === "settings" ? Object.keys(step.values) : [],
      );
    assert.deepEqual(keys(alias("bad,a")), ["dns.hosts"]);
    assert.deepEqual(keys(alias("other,a")), ["dns.hosts", "dns.cnameRecords"]);
  });
});

describe("the plan of groups and rows", () => {
  it("is empty for equal states", () => {
    const same = { domains: [domain("a.example")], clients: [client("10.0.0.5")] };
    assert.deepEqual(planned(same, same), []);
  });

  it("has groups before what is in them, and removes groups when nothing is in them", () => {
    const defaults = state().groups;
    const steps = planned(
      { groups: [...defaults, group("new")], clients: [client("laptop", { groups: ["new"] })] },
      { groups: [...defaults, group("old")], clients: [client("laptop", { groups: ["old"] })] },
    );
    assert.deepEqual(kinds(steps), ["add-groups", "set-client", "delete"]);
    assert.deepEqual(steps.at(-1), { kind: "delete", table: "groups", keys: [{ item: "old" }] });
  });

  it("adds ten rows at a time, together only those that have everything else in common", () => {
    const many = Array.from({ length: 23 }, (_, i) => domain(`${i}.example`));
    const odd = [
      domain("x.example", { comment: "x" }),
      domain("y.example", { enabled: false }),
      domain("z.example", { type: "allow" }),
    ];
    const sizes = planned({ domains: [...many, ...odd] }).map(
      (step) => step.kind === "add-domains" && step.domains.length,
    );
    assert.deepEqual(sizes, [10, 10, 3, 1, 1, 1]);
  });

  it("adds fewer at a time where they are long", () => {
    const long = Array.from({ length: 10 }, (_, i) => domain(`${i}${"é".repeat(4_000)}`, { kind: "regex" }));
    assert.ok(planned({ domains: long }).length > 2);
  });

  it("sends all fields where one has changed, because Pi-hole resets what it is not told", () => {
    const now = domain("a.example", { comment: "kept", enabled: false });
    const steps = planned({ domains: [now] }, { domains: [{ ...now, enabled: true }] });
    assert.deepEqual(steps, [{ kind: "set-domain", domain: now }]);
  });

  it("moves a domain to another type or kind by deleting and adding it", () => {
    const steps = planned(
      { domains: [domain("a.example", { type: "allow" })] },
      { domains: [domain("a.example")] },
    );
    assert.deepEqual(kinds(steps), ["delete", "add-domains"]);
    const keys = [{ item: "a.example", type: "deny", kind: "exact" }];
    assert.deepEqual(steps[0], { kind: "delete", table: "domains", keys });
  });

  it("adds before it deletes, so that a round that is cut off has too much and not too little", () => {
    const steps = planned(
      { domains: [domain("new.example")], clients: [client("10.0.0.2")] },
      { domains: [domain("old.example")], clients: [client("10.0.0.1")] },
    );
    assert.deepEqual(kinds(steps), ["add-domains", "add-clients", "delete", "delete"]);
  });

  it("tells clients by the case that Pi-hole has kept", () => {
    const steps = planned({ clients: [client("AA:BB")] }, { clients: [client("aa:bb")] });
    assert.deepEqual(kinds(steps), ["delete", "add-clients"]);
  });

  it("replaces what no path can name", () => {
    const row = (comment: string) => domain("a/../../../b", { kind: "regex", comment });
    const steps = planned({ domains: [row("new")] }, { domains: [row("old")] });
    assert.deepEqual(kinds(steps), ["delete", "add-domains"]);
  });

  it("takes no comment and an empty one for the same", () => {
    assert.deepEqual(planned({ clients: [client("a", { comment: "" })] }, { clients: [client("a")] }), []);
  });
});

describe("the plan of the default group", () => {
  const named = (name: string, ...others: string[]) => [
    group(name, { isDefault: true }),
    ...others.map((other) => group(other)),
  ];

  it("renames it, and touches none of its members", () => {
    const steps = planned(
      { groups: named("house"), clients: [client("a", { groups: ["house"] })] },
      { groups: named("Default"), clients: [client("a", { groups: ["Default"] })] },
    );
    assert.deepEqual(steps, [
      { kind: "set-group", name: "Default", group: group("house", { isDefault: true }) },
    ]);
  });

  it("exchanges names by way of a third, and touches no members", () => {
    const members = [client("a", { groups: ["kids"] }), client("b", { groups: ["Default"] })];
    const exchanged = [client("a", { groups: ["Default"] }), client("b", { groups: ["kids"] })];
    const steps = planned(
      { groups: named("kids", "Default"), clients: exchanged },
      { groups: named("Default", "kids"), clients: members },
    );
    const renames = steps.map((step) => step.kind === "set-group" && [step.name, step.group.name]);
    assert.deepEqual(renames, [
      ["kids", "kids (before)"],
      ["Default", "kids"],
      ["kids (before)", "Default"],
    ]);
  });

  it("removes the group that had its name where the leader has none such", () => {
    const steps = planned({ groups: named("kids") }, { groups: named("Default", "kids"), clients: [] });
    assert.deepEqual(kinds(steps), ["set-group", "set-group", "delete"]);
    assert.deepEqual(steps.at(-1), { kind: "delete", table: "groups", keys: [{ item: "kids (before)" }] });
  });
});

describe("the plan of settings", () => {
  const changed = (
    leader: SyncState["settings"],
    follower: SyncState["settings"],
    known = traits,
  ): SyncStep[] => plan(state({ settings: leader }), state({ settings: follower }), known);

  it("has local records before aliases, and no live setting in one request with a restart", () => {
    const steps = changed(
      {
        "dns.cnameRecords": ["b,nas"],
        "dns.hosts": ["10.0.0.1 nas"],
        "dns.blockTTL": 5,
        "dns.domain.name": "x",
      },
      { "dns.cnameRecords": [], "dns.hosts": [], "dns.blockTTL": 2, "dns.domain.name": "lan" },
    );
    assert.deepEqual(steps, [
      { kind: "settings", values: { "dns.hosts": ["10.0.0.1 nas"], "dns.blockTTL": 5 }, restarts: false },
      { kind: "settings", values: { "dns.cnameRecords": ["b,nas"], "dns.domain.name": "x" }, restarts: true },
    ]);
  });

  it("leaves dns.hosts alone in its request in a version where it restarts Pi-hole", () => {
    const steps = changed(
      { "dns.cnameRecords": ["b,nas"], "dns.hosts": ["10.0.0.1 nas"] },
      { "dns.cnameRecords": [], "dns.hosts": [] },
      { ...traits, "dns.hosts": { restarts: true, forced: false } },
    );
    assert.deepEqual(
      steps.map((step) => step.kind === "settings" && Object.keys(step.values)),
      [["dns.hosts"], ["dns.cnameRecords"]],
    );
  });

  it("restarts nothing for another order of what is a set, but minds repetitions", () => {
    assert.deepEqual(
      changed({ "dns.cnameRecords": ["a,x", "b,x"] }, { "dns.cnameRecords": ["b,x", "a,x"] }),
      [],
    );
    const repeated = changed({ "dns.cnameRecords": ["a,x", "a,x"] }, { "dns.cnameRecords": ["a,x"] });
    assert.equal(repeated.length, 1);
    assert.equal(changed({ "dns.hosts": ["1 a", "2 a"] }, { "dns.hosts": ["2 a", "1 a"] }).length, 1);
  });

  it("takes a lower privacy level for a restart, and a higher one not", () => {
    const restarts = (from: number, to: number): unknown =>
      changed({ "misc.privacylevel": to }, { "misc.privacylevel": from }).map(
        (step) => step.kind === "settings" && step.restarts,
      );
    assert.deepEqual(restarts(0, 2), [false]);
    assert.deepEqual(restarts(2, 0), [true]);
  });

  it("leaves out what the follower's environment forces, and what one side does not know", () => {
    const forced = { ...traits, "dns.blockTTL": { restarts: false, forced: true } };
    assert.deepEqual(changed({ "dns.blockTTL": 5 }, { "dns.blockTTL": 2 }, forced), []);
    assert.deepEqual(changed({ "dns.blockTTL": 5 }, {}), []);
    assert.deepEqual(changed({}, { "dns.blockTTL": 2 }), []);
  });

  it("assumes a restart for a setting of which it knows nothing", () => {
    const [step] = changed({ "dns.blockTTL": 5 }, { "dns.blockTTL": 2 }, {});
    assert.ok(step?.kind === "settings" && step.restarts);
  });
});

describe("the plan of blocking", () => {
  const changed = (
    leader: [enabled: boolean, timer: number | null],
    follower: [enabled: boolean, timer: number | null],
  ): SyncStep[] => {
    const blocking = ([enabled, timer]: typeof leader) => ({ blocking: { enabled, timer } });
    return planned(blocking(leader), blocking(follower));
  };

  it("sets it as it is, with its timer", () => {
    assert.deepEqual(changed([false, 300], [true, null]), [{ kind: "blocking", enabled: false, timer: 300 }]);
    assert.deepEqual(changed([false, null], [false, 300]), [
      { kind: "blocking", enabled: false, timer: null },
    ]);
  });

  it("takes up to 3 s between two timers for none", () => {
    assert.deepEqual(changed([false, 300], [false, 297]), []);
    assert.equal(changed([false, 300], [false, 296]).length, 1);
  });

  it("takes a timer that is about to end for what comes after it", () => {
    assert.deepEqual(changed([false, 2], [true, null]), []);
    assert.deepEqual(changed([false, 0], [false, null]), [{ kind: "blocking", enabled: true, timer: null }]);
  });
});

describe("the plan of gravity", () => {
  it("builds last, where the leader has built since", () => {
    const steps = planned(
      { domains: [domain("a.example")] },
      { gravity: { generation: "before", lists: "", domains: 0 } },
    );
    assert.deepEqual(kinds(steps), ["add-domains", "gravity"]);
    assert.deepEqual(steps.at(-1), { kind: "gravity", generation: "one", lists: listsDigest([]) });
  });

  it("builds where the leader has content of a list that the follower has not", () => {
    const address = "https://a.example/list";
    assert.deepEqual(kinds(planned({ lists: [list(address)] })), ["add-lists", "gravity"]);
    const failed = { lists: [list(address, { built: false })] };
    assert.deepEqual(kinds(planned({ lists: [list(address)] }, failed)), ["gravity"]);
    assert.deepEqual(planned(failed, { lists: [list(address)] }), []);
  });

  it("builds again what it built from other lists, once the leader's are those of its own build", () => {
    const lists = [list("https://a.example/list")];
    const build = (of: string, domains = 1_000) => ({ gravity: { generation: "one", lists: of, domains } });
    const theirs = { lists, ...build(listsDigest(lists)) };
    assert.deepEqual(kinds(planned(theirs, { lists, ...build(listsDigest([])) })), ["gravity"]);
    assert.deepEqual(planned(theirs, theirs), []);
    // The leader has not built since it changed its lists: to build here would not make it equal.
    const stale = { lists, ...build(listsDigest([])) };
    assert.deepEqual(planned(stale, { lists, ...build("else") }), []);
  });

  it("builds again where the same lists gave far fewer domains, and not for what lists gain in a day", () => {
    const lists = [list("https://a.example/list")];
    const build = (domains: number) => ({
      lists,
      gravity: { generation: "one", lists: listsDigest(lists), domains },
    });
    assert.deepEqual(kinds(planned(build(1_000_000), build(660_975))), ["gravity"]);
    assert.deepEqual(planned(build(1_000_000), build(990_000)), []);
    assert.deepEqual(planned(build(60), build(3)), []);
  });

  it("builds again where nothing is blocked here", () => {
    const lists = [list("https://a.example/list")];
    const build = (domains: number) => ({
      lists,
      gravity: { generation: "one", lists: listsDigest(lists), domains },
    });
    assert.deepEqual(kinds(planned(build(60), build(0))), ["gravity"]);
  });

  it("does not build what this node has built later from the same lists", () => {
    const lists = [list("https://a.example/list")];
    const build = (generation: string, builtAt: number | undefined, of = lists) => ({
      lists,
      gravity: { generation, builtAt, lists: listsDigest(of), domains: 1_000 },
    });
    assert.deepEqual(planned(build("a 100", 100), build("b 160", 160)), []);
    assert.deepEqual(kinds(planned(build("a 100", 100), build("b 90", 90))), ["gravity"]);
    assert.deepEqual(kinds(planned(build("a 100", 100), build("b 160", 160, []))), ["gravity"]);
    assert.deepEqual(kinds(planned(build("a 100", undefined), build("b 160", 160))), ["gravity"]);
  });

  it("does not build for a list that gravity leaves out", () => {
    const off = list("https://a.example/list", { enabled: false });
    assert.deepEqual(planned({ lists: [off] }, { lists: [{ ...off, built: false }] }), []);
  });

  it("builds what a replaced list has lost", () => {
    const row = (comment: string) => list("http://a.example/../b", { comment });
    const steps = planned({ lists: [row("new")] }, { lists: [row("old")] });
    assert.deepEqual(kinds(steps), ["delete", "add-lists", "gravity"]);
  });
});
