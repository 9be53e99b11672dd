import assert from "node:assert/strict";
import fc from "fast-check";
import {
  initialHealth,
  nextHealth,
  wantedHealth,
  type DrainWish,
  type Health,
  type HealthInput,
  type Tick,
} from "../../../../runtime/agent/health";
import { outcomeKinds, type OutcomeKind } from "../../../../runtime/agent/probe/outcome";

const rules = { fall: 3, rise: 2, busyMs: 1_000, drainDeadlineMs: 2000 };
const probe = (kind: OutcomeKind): HealthInput => ({ kind: "probe", outcome: { kind, detail: "d" } });
const calm = { drain: undefined, hold: "", behind: "", unfit: "", unheardLeader: false, peerReady: true };
const wish: DrainWish = { by: ["hand"], force: false };
const tick = (vrrp: Health["vrrp"], drained = false, more: Partial<Tick> = {}): HealthInput => ({
  kind: "tick",
  vrrp,
  ...calm,
  ...(drained ? { drain: wish } : {}),
  ...more,
});
const after = (inputs: readonly HealthInput[], from = initialHealth(0)): Health =>
  inputs.reduce((health, input, at) => nextHealth(health, input, (at + 1) * 100, rules), from);
const good = [probe("ok"), probe("ok")];

const anyInput: fc.Arbitrary<HealthInput> = fc.oneof(
  fc.constantFrom(...outcomeKinds).map(probe),
  fc
    .tuple(fc.constantFrom<Health["vrrp"][]>("MASTER", "BACKUP", "FAULT", "STOP", "unknown"), fc.boolean())
    .map(([vrrp, drain]) => tick(vrrp, drain)),
);

describe("health", () => {
  it("yields to a fitter peer once it leads no longer, and says why in either state", () => {
    const unfit = { unfit: "the clock is behind; b resolves" };
    const leading = after([...good, tick("MASTER", false, unfit)]);
    assert.deepEqual([leading.name, leading.reason], ["leading", unfit.unfit]);
    const relieved = after([...good, tick("BACKUP", false, unfit)]);
    assert.deepEqual([relieved.name, relieved.reason], ["yielding", unfit.unfit]);
    assert.equal(wantedHealth(relieved), 0);
  });

  it("touches nothing before the first verdict", () => {
    assert.equal(wantedHealth(after([tick("MASTER"), probe("ok")])), undefined);
    assert.equal(after([tick("MASTER"), probe("ok")]).name, "starting");
  });

  it("leads when DNS answers and keepalived is MASTER, stands by as BACKUP, and is only ready in FAULT", () => {
    assert.equal(after([tick("MASTER"), ...good]).name, "leading");
    assert.equal(after([tick("BACKUP"), ...good]).name, "standing-by");
    assert.equal(after([tick("FAULT"), ...good]).name, "ready");
    assert.equal(wantedHealth(after([tick("FAULT"), ...good])), 0);
  });

  it("faults at exactly `fall` failures in a row, and says why", () => {
    const nearly = after([tick("MASTER"), ...good, probe("timeout"), probe("timeout")]);
    assert.equal(nearly.name, "leading");
    const faulted = after([probe("servfail")], nearly);
    assert.deepEqual([faulted.name, faulted.reason, wantedHealth(faulted)], ["faulted", "servfail: d", 1]);
  });

  const silent = (busy: boolean): HealthInput => ({
    kind: "probe",
    outcome: { kind: "timeout", detail: "d" },
    busy,
  });
  const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

  it("takes a Pi-hole that is silent, and whose web server answers, for busy, but not for long", () => {
    const busy = after([tick("MASTER"), ...good, ...times(10, silent(true))]);
    assert.deepEqual([busy.name, busy.verdict, wantedHealth(busy)], ["leading", "healthy", 0]);
    assert.equal(after([...good, ...times(11, silent(true))]).verdict, "failed");
    assert.equal(
      after([...good, ...times(9, silent(true)), probe("ok"), ...times(9, silent(true))]).verdict,
      "healthy",
    );
  });

  it("faults at `fall` failures where the web server is silent as well, or DNS refuses", () => {
    assert.equal(after([...good, ...times(3, silent(false))]).verdict, "failed");
    const refused: HealthInput = { kind: "probe", outcome: { kind: "refused", detail: "d" }, busy: true };
    assert.equal(after([...good, ...times(3, refused)]).verdict, "failed");
  });

  it("faults at once if Pi-hole has ended or hangs for certain, but not before it has ever answered", () => {
    const certain: HealthInput = { ...probe("refused"), kind: "probe", certain: true } as HealthInput;
    assert.equal(after([...good, certain]).name, "faulted");
    assert.equal(after([probe("ok"), certain]).name, "starting");
    assert.equal(after([...good, probe("refused")]).verdict, "healthy");
  });

  it("keeps the VIP at fault where no peer could take it, and gives it up as soon as one could", () => {
    const failures = [probe("timeout"), probe("timeout"), probe("timeout")];
    const alone = after([tick("MASTER", false, { peerReady: false }), ...good, ...failures]);
    assert.deepEqual([alone.name, wantedHealth(alone)], ["faulted", 0]);
    assert.equal(wantedHealth(after([tick("MASTER")], alone)), 1);
    assert.equal(wantedHealth(after([tick("BACKUP", false, { peerReady: false })], alone)), 1);
  });

  it("forgets failures at a good probe, and needs `rise` good ones to come back", () => {
    const shaken = after([
      ...good,
      probe("wrong"),
      probe("wrong"),
      probe("ok"),
      probe("wrong"),
      probe("wrong"),
    ]);
    assert.equal(shaken.verdict, "healthy");
    const down = after([...good, probe("refused"), probe("refused"), probe("refused"), probe("ok")]);
    assert.equal(down.verdict, "failed");
    assert.equal(after([probe("ok")], down).verdict, "healthy");
  });

  it("counts healthy time from the recovery, not from before the fault", () => {
    const bad = [probe("refused"), probe("refused"), probe("refused")];
    assert.equal(after([...good, ...bad]).healthySince, undefined);
    assert.equal(after([...good, ...bad, ...good]).healthySince, 700);
  });

  it("hands over in a drain: waits while MASTER, and leaves VRRP when a peer has taken over", () => {
    const draining = after([tick("MASTER"), ...good, tick("MASTER", true)]);
    assert.deepEqual(
      [draining.name, draining.drain?.outcome, wantedHealth(draining)],
      ["draining", "waiting", 0],
    );
    const out = after([tick("BACKUP", true)], draining);
    assert.deepEqual([out.drain?.outcome, wantedHealth(out)], ["out", 1]);
  });

  it("goes on leading in a drain where no peer takes the VIP", () => {
    const draining = after([tick("MASTER"), ...good, tick("MASTER", true)]);
    const later = nextHealth(draining, tick("MASTER", true), 3_600_000, rules);
    assert.deepEqual([later.drain?.outcome, wantedHealth(later)], ["waiting", 0]);
  });

  it("gives the VIP up at a forced drain's deadline, and not before, where no peer takes it", () => {
    const forced = tick("MASTER", true, { drain: { ...wish, force: true } });
    const draining = after([tick("MASTER"), ...good, forced]);
    const since = draining.drain!.since;
    const before = nextHealth(draining, forced, since + 1999, rules);
    assert.equal(wantedHealth(before), 0);
    const released = nextHealth(before, forced, since + 2000, rules);
    assert.deepEqual([released.drain?.outcome, wantedHealth(released)], ["released", 1]);
  });

  it("leaves in a drain when a peer leads that it cannot hear", () => {
    const draining = after([tick("MASTER"), ...good, tick("MASTER", true)]);
    const out = after([tick("MASTER", true, { unheardLeader: true })], draining);
    assert.deepEqual([out.drain?.outcome, wantedHealth(out)], ["out", 1]);
  });

  it("stays out of VRRP while it is held, and joins when that ends", () => {
    const held = after([...good, tick("FAULT", false, { hold: "pi2 leads" })]);
    assert.deepEqual([held.name, held.reason, wantedHealth(held)], ["holding", "pi2 leads", 1]);
    assert.equal(wantedHealth(after([tick("FAULT")], held)), 0);
  });

  it("starts the healthy time anew when a drain ends", () => {
    const drained = after([tick("BACKUP"), ...good, tick("BACKUP", true), probe("ok")]);
    assert.equal(drained.healthySince, undefined);
    assert.equal(nextHealth(drained, tick("BACKUP"), 9000, rules).healthySince, 9000);
  });

  const empty = { unfit: "blocks nothing, and pi2 does: gravity.db is missing" };

  it("leads on while it blocks nothing, says so, and stands back as a follower", () => {
    const leader = after([tick("MASTER"), ...good, tick("MASTER", false, empty)]);
    assert.deepEqual([leader.name, leader.reason, wantedHealth(leader)], ["leading", empty.unfit, 0]);
    const follower = after([tick("BACKUP", false, empty)], leader);
    assert.deepEqual([follower.name, follower.reason, wantedHealth(follower)], ["yielding", empty.unfit, 0]);
  });

  it("starts the healthy time anew when a follower blocks again", () => {
    const healed = after([tick("BACKUP", false, empty), ...good, probe("ok")]);
    assert.equal(healed.healthySince, undefined);
    assert.equal(nextHealth(healed, tick("BACKUP"), 9000, rules).healthySince, 9000);
  });

  it("never changes for want of data", () => {
    fc.assert(
      fc.property(fc.array(anyInput), (inputs) => {
        const health = after(inputs);
        assert.deepEqual(nextHealth(health, probe("no-data"), 1e6, rules), health);
      }),
    );
  });

  it("never asks for health 0 while the verdict is not healthy, nor faults without `fall` failures", () => {
    fc.assert(
      fc.property(fc.array(anyInput), (inputs) => {
        const health = after(inputs);
        if (wantedHealth(health) === 0) assert.equal(health.verdict, "healthy"); // A peer is ready in all of these.
        if (health.verdict === "failed") {
          const failures = inputs.filter(
            (i) => i.kind === "probe" && !["ok", "no-data"].includes(i.outcome.kind),
          );
          assert.ok(failures.length >= rules.fall);
        }
        if (health.name === "leading") assert.equal(health.vrrp, "MASTER");
      }),
    );
  });

  it("heals from anything: enough good probes and no drain make it healthy", () => {
    fc.assert(
      fc.property(fc.array(anyInput), (inputs) => {
        const health = after([tick("BACKUP"), ...good], after(inputs));
        assert.equal(health.name, "standing-by");
        assert.equal(wantedHealth(health), 0);
      }),
    );
  });
});
