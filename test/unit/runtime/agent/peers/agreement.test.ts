import assert from "node:assert/strict";
import {
  holdReason,
  leaderToFollow,
  unheardLeader,
  type OwnVrrp,
} from "../../../../../runtime/agent/peers/agreement";
import { syncFormat } from "../../../../../runtime/agent/sync/model/sync-state";
import { notAsked, type Peer, type PeerStatus } from "../../../../../runtime/agent/peers/peer";

const own: OwnVrrp = { name: "a", state: "FAULT", priority: 120, agreement: "new" };
const leads: PeerStatus = {
  node: "b",
  state: "leading",
  reason: "",
  ready: true,
  vrrp: { state: "MASTER", priority: 100, agreement: "old" },
  drain: null,
  peers: [{ name: "a" }],
};
const peer = (change: Partial<PeerStatus> = {}): Peer => ({
  name: "b",
  podAddress: "192.0.2.2",
  status: { ...leads, ...change },
  trouble: "",
});
const silent: Peer = { name: "b", podAddress: "192.0.2.2", status: undefined, trouble: "no answer" };

describe("VRRP agreement", () => {
  it("holds a node back from a leader that it cannot hear", () => {
    assert.match(holdReason(own, [peer()]), /^b leads, and was not deployed/);
  });

  it("holds a node back from a leader that does not know it yet", () => {
    const same = { ...own, agreement: "old" };
    assert.equal(holdReason(same, [peer()]), "");
    assert.match(holdReason(same, [peer({ peers: [{ name: "c" }] })]), /^b leads/);
  });

  it("lets it join when that leader lets go, falls silent, or speaks the same", () => {
    assert.equal(holdReason(own, [peer({ drain: "waiting" })]), "");
    assert.equal(holdReason(own, [silent]), "");
    assert.equal(holdReason(own, [peer({ vrrp: { ...leads.vrrp, agreement: "new" } })]), "");
    assert.equal(holdReason(own, [peer({ vrrp: { ...leads.vrrp, state: "FAULT" } })]), "");
  });

  it("has the lower priority give way where both lead", () => {
    const leading = { ...own, state: "MASTER" as const };
    assert.equal(holdReason(leading, [peer()]), "");
    assert.notEqual(holdReason({ ...leading, priority: 90 }, [peer()]), "");
  });

  it("waits for the first answer of each peer, unless it takes part already", () => {
    const unasked = { ...silent, trouble: notAsked };
    assert.match(holdReason(own, [unasked]), /not been asked/);
    assert.equal(holdReason({ ...own, state: "BACKUP" }, [unasked]), "");
    assert.equal(holdReason({ ...own, state: "MASTER" }, [unasked]), "");
  });

  it("knows the leader that it cannot hear", () => {
    assert.equal(unheardLeader(own, [silent, peer()])?.name, "b");
    assert.equal(unheardLeader({ ...own, agreement: "old" }, [peer()]), undefined);
  });
});

describe("the leader that is followed", () => {
  const sync = { format: syncFormat, revision: "" };

  it("is a peer that leads and tells what this node understands", () => {
    assert.equal(leaderToFollow([silent, peer({ sync })])?.name, "b");
    assert.equal(leaderToFollow([peer({ sync, vrrp: { ...leads.vrrp, state: "BACKUP" } })]), undefined);
  });

  it("is nobody while another version leads, which has nothing to be behind of", () => {
    assert.equal(leaderToFollow([peer()]), undefined);
    assert.equal(leaderToFollow([peer({ sync: { ...sync, format: syncFormat + 1 } })]), undefined);
  });
});
