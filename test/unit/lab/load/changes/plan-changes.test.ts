import assert from "node:assert/strict";
import fc from "fast-check";
import { Dice } from "../../../../../lab/dice";
import { moves, planChanges } from "../../../../../lab/load/changes/plan-changes";
import type { Change } from "../../../../../lab/load/changes/change";
import { isOfDrill } from "../../../../../lab/load/changes/marks";

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });
const planOf = (seed: number, count: number) => planChanges(new Dice(seed), count);

/** What a change is about, with the groups that it names. */
function touched({ path, body, groups = [] }: Change): { item: string; groups: readonly string[] } {
  const { name, address, domain, client } = (body ?? {}) as Record<string, string | undefined>;
  const inPath = decodeURIComponent(path.split("?")[0]!.split("/").at(-1)!);
  return { item: address ?? domain ?? client ?? name ?? inPath, groups };
}

describe("the changes of a sync drill", () => {
  it("are the same for the same seed, and others for another", () => {
    assert.deepEqual(planOf(7, 60), planOf(7, 60));
    assert.notDeepEqual(planOf(7, 60), planOf(8, 60));
  });

  it("are as many as asked for, and of every kind where there are enough", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 90 }), (seed, count) => {
        const changes = planOf(seed, count);
        assert.equal(changes.length, count);
        if (count >= 2 * moves.length)
          assert.equal(new Set(changes.map(({ kind }) => kind)).size, moves.length);
      }),
    );
  });

  it("change and delete only what is there, and name only groups that are", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const there = new Set<string>(["Default"]);
        for (const change of planOf(seed, 90)) {
          const { item, groups } = touched(change);
          const before = decodeURIComponent(change.path.split("?")[0]!.split("/").at(-1)!);
          for (const group of groups) assert.ok(there.has(group), `${change.kind}: no group ${group}`);
          if (change.kind.includes("added")) assert.ok(!there.has(item), `${change.kind}: ${item} twice`);
          else if (change.part !== "settings" && change.part !== "blocking")
            assert.ok(there.has(before), `${change.kind}: no ${before}`);
          if (change.method === "DELETE") there.delete(before);
          if (change.kind === "group renamed") there.delete(before);
          if (change.method !== "DELETE") there.add(item);
        }
      }),
    );
  });

  it("make only what can be told from what people made", () => {
    for (const change of planOf(3, 200).filter(({ kind }) => kind.includes("added")))
      assert.ok(isOfDrill(touched(change).item), JSON.stringify(change));
    assert.ok(!isOfDrill("ads.example") && !isOfDrill("192.168.8.20"));
  });

  it("leave blocking on", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const blocking = planOf(seed, count).filter(({ part }) => part === "blocking");
        const states = blocking.map(({ body }) => (body as { blocking: boolean }).blocking);
        states.forEach((state, i) => assert.equal(state, i % 2 === 1));
        assert.equal(states.at(-1) ?? true, true);
      }),
    );
  });
});
