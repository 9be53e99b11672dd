import assert from "node:assert/strict";
import fc from "fast-check";
import { branchProperties } from "../../../../../runtime/data/zfs/dataset";
import { nextStep, renewed, type Keeping, type ZfsArguments } from "../../../../../runtime/data/zfs/keeping";
import { PoolModel } from "./pool-model";

const keeping = (common: string | null): Keeping => ({
  root: "tank/srv/data",
  kept: "tank/ha-dns-kept/srv-data-20261121T180405Z",
  common,
  snapshot: "ha-dns-kept_20261121T180405Z",
  from: "elsewhere",
  at: Date.UTC(2026, 10, 21, 18, 4, 5),
});

/** What is below the root, each with whether it has the common snapshot and others after it. */
const trees = fc
  .uniqueArray(
    fc.record({
      path: fc.constantFrom("", "/a", "/a/b", "/a/b/c", "/d", "/d/e"),
      common: fc.boolean(),
      later: fc.nat(2),
      place: fc.boolean(),
    }),
    { selector: ({ path }) => path, minLength: 1 },
  )
  .map((nodes) => {
    const paths = new Set<string>(nodes.map(({ path }) => path));
    const whole = (path: string): boolean =>
      path === "" || (paths.has("") && whole(above(path)) && paths.has(path));
    return nodes.filter(({ path }) => whole(path)).sort((a, b) => a.path.localeCompare(b.path));
  })
  .filter((nodes) => nodes.length > 0 && nodes[0]!.path === "");

const above = (path: string): string => path.slice(0, path.lastIndexOf("/"));

function poolOf(
  nodes: readonly { path: string; common: boolean; later: number; place: boolean }[],
  plan: Keeping,
) {
  const pool = new PoolModel();
  pool.add("tank", "");
  pool.add("tank/srv", "");
  for (const { path, common, later, place } of nodes) {
    const name = plan.root + path;
    pool.add(name, `old ${path}`, place ? { mountpoint: `/mnt${path}`, reservation: "1" } : {});
    pool.snapshot(name, "early");
    if (plan.common !== null && (common || path === "")) pool.snapshot(name, plan.common);
    for (let i = 0; i < later; i++) {
      pool.write(name, `later ${i} ${path}`);
      pool.snapshot(name, `later${i}`);
    }
    pool.write(name, `unsaved ${path}`);
  }
  pool.apply(["set", `${branchProperties.keeping}=x`, plan.root]);
  return pool;
}

const commons = fc.constantFrom("ha-dns_1", null);

describe("keeping a branch", () => {
  it("loses nothing at any step, and ends with the branch aside and the common snapshot in place", () => {
    fc.assert(
      fc.property(trees, commons, fc.array(fc.boolean(), { maxLength: 80 }), (nodes, common, boots) => {
        const plan = keeping(common);
        const pool = poolOf(nodes, plan);
        const before = pool.contents();
        let steps = 0;
        for (let step = nextStep(plan, pool.view()); step; step = nextStep(plan, pool.view())) {
          pool.apply(step);
          for (const content of before) assert.ok(pool.contents().has(content), `${content} is lost`);
          assert.ok(++steps < 200, "it never ends");
          if (boots[steps]) pool.boot();
        }
        for (const { path } of nodes) assert.equal(pool.contentOf(plan.kept + path), `unsaved ${path}`);
        assert.equal(pool.contentOf(plan.root), common === null ? undefined : "old ");
        assert.equal(pool.contentOf(renewed(plan)), undefined);
        const kept = pool.view().filter(({ name }) => name.startsWith(plan.kept));
        assert.ok(
          kept.every(
            ({ canmount, readonly, own }) => canmount === "noauto" && readonly && !own.has("mountpoint"),
          ),
        );
        assert.ok(
          kept.every(({ own }) => ["none", undefined].includes(own.get("reservation"))),
          "it sets no space aside",
        );
        assert.ok(kept.every(({ snapshots }) => snapshots.some(({ name }) => name === plan.snapshot)));
        assert.equal(kept[0]?.own.get(branchProperties.dataset), plan.root);
      }),
    );
  });

  it("goes on with all that has the common snapshot, and with its history", () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const plan = keeping("ha-dns_1");
        const pool = poolOf(nodes, plan);
        for (let step = nextStep(plan, pool.view()); step; step = nextStep(plan, pool.view()))
          pool.apply(step);
        const has = new Set<string>(
          nodes.filter(({ path, common }) => common || path === "").map(({ path }) => path),
        );
        const whole = (path: string): boolean => path === "" || (has.has(path) && whole(above(path)));
        for (const { path } of nodes) {
          const found = pool.view().find(({ name }) => name === plan.root + path);
          assert.deepEqual(
            found?.snapshots.map(({ name }) => name),
            whole(path) ? ["early", "ha-dns_1"] : undefined,
          );
        }
      }),
    );
  });

  it("destroys nothing, and forces nothing", () => {
    fc.assert(
      fc.property(trees, commons, (nodes, common) => {
        const plan = keeping(common);
        const pool = poolOf(nodes, plan);
        const steps: ZfsArguments[] = [];
        for (let step = nextStep(plan, pool.view()); step; step = nextStep(plan, pool.view())) {
          steps.push(step);
          pool.apply(step);
        }
        const harmless = ["unmount", "set", "snapshot", "create", "clone", "promote", "inherit", "rename"];
        assert.ok(steps.every(([command]) => harmless.includes(command!)));
        assert.ok(steps.flat().every((word) => !/^-(f|F|R)$/.test(word)));
      }),
    );
  });

  it("stops where the root has come to be again, and leaves both to a person", () => {
    const plan = keeping("ha-dns_1");
    const pool = poolOf([{ path: "", common: true, later: 0, place: false }], plan);
    for (let step = nextStep(plan, pool.view()); step; step = nextStep(plan, pool.view())) {
      pool.apply(step);
      if (step[0] === "rename") break;
    }
    pool.add(plan.root, "somebody's");
    assert.throws(() => nextStep(plan, pool.view()), /tank\/srv\/data is there again, beside .*:new/);
  });
});
