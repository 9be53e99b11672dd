import assert from "node:assert/strict";
import { wantedOf } from "../../../../../../runtime/agent/sync/plan/adopted-state";
import { restoreState } from "../../../../../../runtime/agent/sync/apply/restore-state";
import { whyNotSynced } from "../../../../../../runtime/contract/node-settings";
import type { FoundContent } from "../../../../../../runtime/contract/adoption";
import { FakeOwn } from "../fake-own";
import { denied, stateWith } from "../states";

const never = new AbortController().signal;
const found = (change: Partial<FoundContent> = {}): FoundContent => ({
  from: "there",
  settings: {},
  left: [],
  ...change,
});
const traits = { "dns.domain.name": { restarts: true, forced: true } };
const set = (value: unknown) => ({ value, changed: true });

describe("what a cluster is to have of another Pi-hole", () => {
  it("keeps its own of what the source does not have, and blocking and gravity in any case", () => {
    const state = stateWith({
      domains: denied("own.example"),
      blocking: { enabled: false, timer: 9 },
      gravity: { generation: "mine", lists: "l", domains: 5 },
    });
    const lists: FoundContent["lists"] = [
      { address: "https://a/1", type: "block", comment: "", enabled: true, groups: ["Default"] },
    ];
    const wanted = wantedOf(found({ lists }), { state, traits: {} });
    assert.deepEqual(wanted, {
      state: { ...state, lists: [{ ...lists[0]!, comment: null, built: false }] },
      left: [],
    });
  });

  it("names each row that cannot come, or not whole", () => {
    const [row] = denied("a.example");
    const domains = [row!, row!, { ...row!, domain: "b.example", groups: ["Default", "number 7"] }];
    const odd = { ...row!, domain: "\ufffd.example" };
    const { state, left } = wantedOf(found({ domains: [...domains, odd] }), {
      state: stateWith(),
      traits: {},
    });
    assert.deepEqual(state.domains, denied("a.example", "b.example"));
    assert.deepEqual(left, [
      { what: "domains: a.example", why: "it is there more than once" },
      { what: "domains: b.example: its group number 7", why: "there is no such group" },
      { what: "domains: \ufffd.example", why: "has characters that are no text (UTF-8)" },
    ]);
  });

  it("takes the settings that follow the leader, and names each other one that somebody has set", () => {
    const settings = {
      "dns.hosts": set(["10.0.0.1 nas"]),
      "dns.cnameRecords": set("not a list"),
      "dns.domain.name": set("home"),
      "dns.blockTTL": set(9),
      "dns.upstreams": set(["1.1.1.1"]),
      "dns.port": { value: 53, changed: false },
      "webserver.api.app_pwhash": set("secret"),
    };
    const { state, left } = wantedOf(found({ settings }), { state: stateWith(), traits });
    assert.deepEqual(state.settings, { ...stateWith().settings, "dns.hosts": ["10.0.0.1 nas"] });
    assert.deepEqual(left, [
      { what: "dns.cnameRecords", why: "its value cannot be read" },
      { what: "dns.domain.name", why: "the deployment of this cluster sets it" },
      { what: "dns.blockTTL", why: "the cluster's Pi-hole has no such setting" },
      { what: "dns.upstreams", why: whyNotSynced("dns.upstreams") },
      {
        what: "webserver.api.app_pwhash",
        why: "an old way in is not taken along: set it anew at the VIP's page",
      },
    ]);
  });

  it("is nothing without exactly one default group", () => {
    assert.throws(() => wantedOf(found({ groups: [] }), { state: stateWith(), traits: {} }), /default group/);
  });
});

describe("putting in what was adopted", () => {
  it("takes settings that restart Pi-hole too, and leaves the restart to the node's orderly one", async () => {
    const own = new FakeOwn();
    const settings = { "dns.hosts": ["10.0.0.1 nas"], "dns.cnameRecords": ["files,nas"], "dhcp.hosts": [] };
    const parts = own.parts({ restartForbidden: () => "this node leads", follows: () => false });
    const state = stateWith({ settings });
    const words = await restoreState(parts, { name: "there", node: "pi1", state, adopted: true }, never);
    assert.deepEqual(own.state().settings, settings);
    assert.deepEqual(own.writes, ["PATCH /api/config", "PATCH /api/config?restart=false"]);
    assert.deepEqual(words, [
      "put in (2 requests to Pi-hole)",
      "in force as soon as Pi-hole has restarted, which waits until another node has the VIP: dns.cnameRecords",
      "what it had is kept on the leader: ha-dns sync restore kept 1",
    ]);
    assert.equal(own.kept[0]?.why, "before there was adopted");
  });
});
