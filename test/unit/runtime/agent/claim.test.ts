import assert from "node:assert/strict";
import { claimOf } from "../../../../runtime/agent/claim";
import { initialHealth, type Health } from "../../../../runtime/agent/health";

const config = {
  standbyClaim: -60,
  syncingClaim: -62,
  drainClaim: -253,
  failback: "automatic",
  failbackDelaySeconds: 10,
} as const;
const manual = { ...config, failback: "manual" } as const;
const healthy: Health = {
  ...initialHealth(0),
  name: "standing-by",
  verdict: "healthy",
  vrrp: "BACKUP",
  healthySince: 1000,
};

describe("claim", () => {
  it("is left alone before the first verdict", () => {
    assert.equal(claimOf(initialHealth(0), config, 0), undefined);
  });

  it("is 0 for a leader, however young", () => {
    assert.equal(claimOf({ ...healthy, name: "leading", vrrp: "MASTER" }, manual, 1000), 0);
  });

  it("falls below those that stand by where a peer is fitter, also for a leader", () => {
    const leading: Health = { ...healthy, name: "leading", vrrp: "MASTER", unfit: "the clock is behind" };
    assert.equal(claimOf(leading, config, 1e9), -62);
    assert.equal(claimOf({ ...healthy, unfit: "the clock is behind" }, config, 1e9), -62);
  });

  it("stands by until the node has been healthy for the failback delay, then claims in full", () => {
    assert.equal(claimOf(healthy, config, 10_999), -60);
    assert.equal(claimOf(healthy, config, 11_000), 0);
  });

  it("waits for ever under manual failback, until asked", () => {
    assert.equal(claimOf(healthy, manual, 1e9), -60);
    assert.equal(claimOf(healthy, manual, 1001, { failbackWanted: true }), 0);
  });

  it("does not follow a request to fail back while DNS is at fault", () => {
    const faulted: Health = { ...healthy, name: "faulted", verdict: "failed", healthySince: undefined };
    assert.equal(claimOf(faulted, manual, 1e9, { failbackWanted: true }), -60);
  });

  it("drops to the bottom where it leads at fault because no peer could take over", () => {
    const health = { ...initialHealth(0), verdict: "failed", name: "faulted", vrrp: "MASTER" } as const;
    assert.equal(claimOf(health, config, 0), config.drainClaim);
    assert.equal(claimOf({ ...health, peerReady: true }, config, 0), config.standbyClaim);
  });

  it("drops to the bottom in a drain and at the agent's own end, even for a leader", () => {
    const leading: Health = { ...healthy, name: "leading", vrrp: "MASTER", peerReady: true };
    const drain = { since: 0, outcome: "waiting", by: ["hand"], force: false } as const;
    assert.equal(claimOf({ ...leading, drain }, config, 1e9), -253);
    assert.equal(claimOf(leading, config, 1e9, { withdrawing: true }), -253);
  });

  it("leads on in a drain while no peer says that it is ready, unless forced", () => {
    const leading: Health = { ...healthy, name: "draining", vrrp: "MASTER", peerReady: false };
    const drain = { since: 0, outcome: "waiting", by: ["hand"], force: false } as const;
    assert.equal(claimOf({ ...leading, drain }, config, 1e9), 0);
    assert.equal(claimOf({ ...leading, drain: { ...drain, force: true } }, config, 1e9), -253);
    assert.equal(claimOf({ ...leading, vrrp: "BACKUP", drain }, config, 1e9), -253);
  });

  it("stands by below those that have the leader's lists while it has not, however long it has been healthy", () => {
    const behind: Health = { ...healthy, name: "syncing", behind: "not yet" };
    assert.equal(claimOf(behind, config, 1e9), -62);
    assert.equal(claimOf(behind, manual, 1e9, { failbackWanted: true }), -62);
  });

  it("lets any node that stands by take over from a leader that blocks nothing while another does", () => {
    const leader: Health = {
      ...healthy,
      name: "leading",
      vrrp: "MASTER",
      unfit: "gravity.db is missing",
    };
    assert.equal(claimOf(leader, config, 1e9), -62);
    assert.equal(claimOf({ ...leader, name: "yielding", vrrp: "BACKUP" }, config, 1e9), -62);
  });
});
