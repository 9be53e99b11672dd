import assert from "node:assert/strict";
import { Ipv6Watch, ipv6Unfit, type Ipv6Seen } from "../../../../../runtime/agent/probe/ipv6-watch";
import type { ProbeOutcome } from "../../../../../runtime/agent/probe/outcome";

const ok: ProbeOutcome = { kind: "ok", detail: "NOERROR", latencyMs: 1 };
const refused: ProbeOutcome = { kind: "refused", detail: "ECONNREFUSED", latencyMs: 1 };
const own = "fd00:53::251";

describe("IPv6 watch", () => {
  let now = 0;
  let outcome = ok;
  let addresses = [own];
  let watch: Ipv6Watch;

  beforeEach(() => {
    [now, outcome, addresses] = [0, ok, [own]];
    watch = new Ipv6Watch({
      client: { ask: () => Promise.resolve(outcome), close: () => undefined },
      name: "pi.hole",
      address: own,
      addresses: () => addresses,
      now: () => now,
    });
  });

  async function look(times: number): Promise<Ipv6Seen> {
    for (let i = 0; i < times; i++) {
      now += 1_000;
      await watch.look();
    }
    return watch.seen();
  }

  it("is unknown until it is seen to answer, or has failed three times", async () => {
    assert.equal(watch.seen().state, "unknown");
    assert.equal((await look(1)).state, "answers");
  });

  it("fails after three rounds in a row without an answer, and reports since when", async () => {
    await look(1);
    outcome = refused;
    assert.equal((await look(2)).state, "answers");
    assert.deepEqual(await look(1), { state: "fails", reason: "refused: ECONNREFUSED", sinceMs: 2_000 });
  });

  it("fails if the pod has lost its address, although Pi-hole answers on loopback", async () => {
    await look(1);
    addresses = ["fd00:53::1"];
    assert.deepEqual(await look(3), {
      state: "fails",
      reason: "the pod does not have fd00:53::251",
      sinceMs: 2_000,
    });
    addresses = [own];
    assert.equal((await look(2)).state, "fails");
    assert.equal((await look(1)).state, "answers");
  });

  it("fails if no query can be sent, and ignores rounds in which this process was paused", async () => {
    await look(1);
    outcome = { kind: "no-data", detail: "stalled for 900 ms", latencyMs: 900 };
    assert.equal((await look(5)).state, "answers");
    outcome = { kind: "no-data", detail: "connect ENETUNREACH ::1", latencyMs: 0 };
    assert.equal((await look(3)).state, "fails");
  });
});

describe("a node whose IPv4 works and whose IPv6 fails", () => {
  const fails = (sinceMs: number): Ipv6Seen => ({ state: "fails", reason: "refused", sinceMs });
  const peer = (ipv6: string | undefined, ready = true) => [{ name: "pi2", status: { ready, ipv6 } }];

  it("hands over to a peer whose IPv6 works, after the peer had time to report a failure of its own", () => {
    assert.equal(ipv6Unfit(fails(4_999), true, peer("answers")), "");
    assert.match(ipv6Unfit(fails(5_000), true, peer("answers")), /pi2 does: refused/);
  });

  it("does not take the VIP while such a peer is ready", () => {
    assert.notEqual(ipv6Unfit(fails(2_000), false, peer("answers")), "");
  });

  it("keeps the VIP if no peer is better: none is ready, none has IPv6, or none reports it", () => {
    for (const peers of [peer("answers", false), peer("fails"), peer(undefined), []])
      assert.equal(ipv6Unfit(fails(60_000), true, peers), "");
  });

  it("is fit without IPv6, and while IPv6 works", () => {
    assert.equal(ipv6Unfit(undefined, true, peer("answers")), "");
    assert.equal(ipv6Unfit({ state: "answers", reason: "", sinceMs: 9_000 }, true, peer("answers")), "");
  });
});
