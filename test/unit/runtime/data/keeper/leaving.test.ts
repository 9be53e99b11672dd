import assert from "node:assert/strict";
import { World } from "./model";

const rules = { fenced: true, failback: "automatic", dwellMs: 10_000, maxAgeMs: 120_000 } as const;

function settled(names: readonly string[]): World {
  // The dice never let anything fail.
  const world = new World(names, rules, (upTo) => Math.min(1, Math.max(0, upTo - 1)), 3);
  go(world, 90_000);
  assert.equal(world.get("a").keeper?.state, "holder", world.states());
  return world;
}

function go(world: World, ms: number): void {
  for (const end = world.now + ms; world.now < end;) world.tick();
}

describe("a host that goes down", () => {
  it("hands the data to a peer that is ready, and loses nothing", () => {
    const world = settled(["a", "b"]);
    world.get("a").leavingUntil = world.now + 30_000;
    go(world, 29_000);
    assert.equal(world.get("b").keeper?.state, "holder", world.states());
    assert.equal(world.get("a").keeper?.state, "replica", world.states());
    assert.equal(world.get("a").services, false);
    go(world, 10_000);
    assert.equal(world.get("b").copy.writes.length, world.writes);
    assert.deepEqual(world.get("b").kept, []);
    assert.deepEqual(world.violations, []);
  });

  it("stops the services where no peer is seen, leaves the datasets read-only, and knows that it has the latest", () => {
    const world = settled(["a", "b"]);
    world.powerOff(world.get("b"));
    go(world, 10_000);
    world.get("a").leavingUntil = world.now + 60_000;
    go(world, 20_000);
    const { services, writable, disk, keeper } = world.get("a");
    assert.deepEqual(
      { services, writable, latest: disk.latest },
      { services: false, writable: false, latest: true },
    );
    assert.equal(keeper?.reason, "this host goes down");
  });

  it("does not take the data up again while it goes down", () => {
    const world = settled(["a"]);
    world.get("a").leavingUntil = world.now + 600_000;
    go(world, 300_000);
    assert.equal(world.get("a").keeper?.state, "replica", world.states());
  });
});
