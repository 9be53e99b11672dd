import assert from "node:assert/strict";
import {
  OrderlyRestart,
  type OrderlyParts,
} from "../../../../../../runtime/agent/sync/apply/orderly-restart";
import { until as untilSo } from "../../../../../../lab/shell";

const never = new AbortController().signal;

/** A Pi-hole whose one setting takes effect at a restart; and a cluster that takes the VIP over when it is drained. */
class World {
  events: string[] = [];
  leads = true;
  followersEqual = true;
  takesOver = true;
  silent = false;
  restartedAt = 0;
  alias = "none";
  lines = "filter-AAAA";
  inForce = "";
  private startedAt = performance.now() - 60_000;

  start: ReturnType<OrderlyParts["start"]["load"]>;

  readonly parts: OrderlyParts = {
    start: { load: () => this.start, save: (start) => void (this.start = start) },
    pihole: { ask: async ({ method, path }) => ({ status: 200, body: this.answer(method, path) }) },
    files: { digest: () => this.lines, tell: (lines) => void (this.inForce = lines) },
    leads: () => this.leads,
    followersEqual: () => this.followersEqual,
    otherServes: () => this.takesOver,
    drain: (wanted) => {
      this.events.push(wanted ? "drain" : "undrain");
      if (this.takesOver) this.leads = !wanted;
    },
    answers: async () => true,
    restartContainer: (wanted) => void this.events.push(wanted ? "container" : "no container"),
    starts: { slowestMs: () => 0, took: () => undefined },
    log: (event) => void this.events.push(event),
  };

  private answer(method: string, path: string): unknown {
    if (this.silent) throw new Error("connect ECONNREFUSED 127.0.0.1:8080");
    if (method === "POST" && path === "/api/action/restartdns") {
      this.events.push(`restart, ${this.leads ? "leading" : "not leading"}`);
      this.startedAt = performance.now();
      this.restartedAt = this.startedAt;
      return { status: "success" };
    }
    if (path === "/api/info/ftl") return { ftl: { uptime: performance.now() - this.startedAt } };
    return { config: { dns: { cnameRecords: { value: [this.alias], flags: { restart_dnsmasq: true } } } } };
  }
}

const until = (done: () => boolean) => untilSo("the restart has come so far", 8_000, done, 5);

describe("orderly restart", () => {
  let world: World;
  let restart: OrderlyRestart;
  beforeEach(async () => {
    world = new World();
    restart = new OrderlyRestart(world.parts);
    await restart.look(never);
    assert.deepEqual(world.events, []);
  });

  it("is done for a file that Pi-hole reads at its start as well, and tells when Pi-hole runs with it", async () => {
    assert.equal(world.inForce, "filter-AAAA");
    world.takesOver = false;
    world.lines = "filter-A";
    await new OrderlyRestart(world.parts, { followersMs: 20, handOverMs: 20, settleMs: 0 }).look(never);
    assert.equal(world.inForce, "filter-AAAA");
    world.takesOver = true;
    await restart.look(never);
    assert.ok(world.events.includes("restart, not leading"));
    assert.equal(world.inForce, "filter-A");
  });

  it("hands the VIP over, restarts, and comes back; once", async () => {
    world.alias = "files.home,nas.home";
    await restart.look(never);
    const order = ["restart.due", "drain", "restart, not leading", "restart.done", "undrain"];
    assert.deepEqual(world.events, order);
    await restart.look(never);
    assert.deepEqual(world.events, order);
  });

  it("restarts only when the questions that came before the VIP left are answered", async () => {
    restart = new OrderlyRestart(world.parts, { followersMs: 100, handOverMs: 100, settleMs: 300 });
    await restart.look(never);
    world.alias = "files.home,nas.home";
    const looking = restart.look(never);
    await until(() => world.events.includes("drain"));
    const from = performance.now();
    await looking;
    assert.ok(world.restartedAt - from > 250);
  });

  it("sees a change that comes right after a restart, and restarts for it", async () => {
    for (const alias of ["files.home,nas.home", "none"]) {
      // It has to have run for a moment: only a younger Pi-hole is known to have restarted.
      await new Promise((resolve) => setTimeout(resolve, 300));
      world.alias = alias;
      await restart.look(never);
    }
    assert.equal(world.events.filter((event) => event === "restart.done").length, 2);
  });

  it("is not forgotten where the agent is restarted before it", async () => {
    world.alias = "files.home,nas.home";
    await new OrderlyRestart(world.parts).look(never);
    assert.ok(world.events.includes("restart.done"));
  });

  it("waits until the followers have the settings too", async () => {
    world.followersEqual = false;
    world.alias = "files.home,nas.home";
    const looking = restart.look(never);
    await until(() => world.events.includes("restart.due"));
    assert.deepEqual(world.events, ["restart.due"]);
    world.followersEqual = true;
    await looking;
    assert.ok(world.events.includes("restart.done"));
  });

  it("does not restart where the setting has been put back meanwhile", async () => {
    world.followersEqual = false;
    world.alias = "files.home,nas.home";
    const looking = restart.look(never);
    await until(() => world.events.includes("restart.due"));
    world.alias = "none";
    world.followersEqual = true;
    await looking;
    assert.deepEqual(world.events, ["restart.due", "restart.withdrawn"]);
  });

  it("says once that Pi-hole cannot be asked while it starts, and takes it for no failed restart", async () => {
    world.silent = true;
    for (let i = 0; i < 40; i++) await restart.look(never);
    assert.deepEqual(world.events, ["restart.unknown"]);
    assert.equal(restart.waits(), "");
    world.silent = false;
    await restart.look(never);
    world.silent = true;
    await restart.look(never);
    assert.deepEqual(world.events, ["restart.unknown", "restart.unknown"]);
  });

  it("does not restart where nobody takes the VIP; it ends the drain and says why it waits", async () => {
    restart = new OrderlyRestart(world.parts, { followersMs: 100, handOverMs: 100, settleMs: 0 });
    await restart.look(never);
    world.takesOver = false;
    world.alias = "files.home,nas.home";
    await restart.look(never);
    assert.deepEqual(world.events, ["restart.due", "drain", "undrain", "restart.failed"]);
    assert.match(restart.waits(), /no other node has taken the virtual IP over/);
  });
});
