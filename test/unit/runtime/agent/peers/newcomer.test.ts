import assert from "node:assert/strict";
import { isBlind, newcomerHold, type Newcomer } from "../../../../../runtime/agent/peers/newcomer";
import type { Peer } from "../../../../../runtime/agent/peers/peer";
import { report } from "../../../../../runtime/agent/peers/own-report";
import { leading } from "../sample";

const mute: Peer = { name: "pi2", podAddress: "192.0.2.2", status: undefined, trouble: "a TLS alert" };
const leads: Peer = { ...mute, status: { ...report(leading), node: "pi2" }, trouble: "" };
const answered = { asked: true, answeredAt: 10_000 };
const fresh: Newcomer = { proven: false, vrrp: "FAULT", peers: [mute] };

describe("a node that never had the cluster's lists", () => {
  const hold = (change: Partial<Newcomer> = {}, vip = answered, now = 10_500): string =>
    newcomerHold({ ...fresh, ...change }, vip, now);

  it("stays out of VRRP while somebody answers at the VIP and no leader can be asked", () => {
    assert.match(hold(), /somebody leads who cannot be asked.*pi2: a TLS alert/);
  });

  it("serves when nobody answers there, once it has asked", () => {
    assert.match(hold({}, { asked: false, answeredAt: -Infinity }), /has not been asked yet/);
    assert.equal(hold({}, { asked: true, answeredAt: -Infinity }), "");
    assert.equal(hold({}, answered, 12_100), "");
  });

  it("takes a leader's own word, and leaves VRRP for nothing", () => {
    assert.equal(hold({ peers: [mute, leads] }), "");
    assert.equal(hold({ vrrp: "BACKUP" }), "");
    assert.equal(hold({ vrrp: "MASTER" }), "");
  });

  it("ranks below the others as long as no leader tells what it lacks, and then as sync says", () => {
    assert.equal(isBlind({ ...fresh, vrrp: "BACKUP" }), true);
    assert.equal(isBlind({ ...fresh, vrrp: "BACKUP", peers: [leads] }), false);
    assert.equal(isBlind({ ...fresh, vrrp: "MASTER" }), false);
  });

  it("is none of those that once had them, or that have no peers", () => {
    assert.equal(isBlind({ ...fresh, proven: true }), false);
    assert.equal(isBlind({ ...fresh, peers: [] }), false);
  });
});
