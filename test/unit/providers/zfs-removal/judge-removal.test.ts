import assert from "node:assert/strict";
import fc from "fast-check";
import { judgeRemoval, type Removed } from "../../../../providers/zfs-removal/judge-removal";

const empty: Removed = {
  name: "tank/a",
  type: "filesystem",
  used: 114_688,
  children: [],
  snapshots: 0,
  seenEmpty: true,
};
const destroyed = (...args: Parameters<typeof judgeRemoval>) =>
  judgeRemoval(...args).destroy.map(({ name }) => name);

describe("the removal of datasets", () => {
  it("lets an empty one go, without its snapshots: there are none", () => {
    assert.deepEqual(judgeRemoval([empty], ""), {
      destroy: [{ name: "tank/a", withSnapshots: false }],
      refusals: [],
    });
  });

  it("keeps one with files, snapshots or datasets below it, and says what and how much", () => {
    const cases: [Partial<Removed>, RegExp][] = [
      [
        { seenEmpty: false, used: 2 ** 30 },
        /^tank\/a is kept: it holds files.*; 1 GiB \(1073741824 bytes\) used$/,
      ],
      [{ snapshots: 2 }, /it has 2 snapshots/],
      [{ snapshots: 1 }, /it has a snapshot;/],
      [{ children: ["tank/a/b"] }, /tank\/a\/b lies below it/],
      [{ type: "volume" }, /it is a volume/],
    ];
    for (const [change, reason] of cases) {
      const { destroy, refusals } = judgeRemoval([{ ...empty, ...change }], "");
      assert.deepEqual(destroy, []);
      assert.match(refusals.join("\n"), reason);
    }
  });

  it("lets one with files and snapshots go by its name, and no other", () => {
    const full = { ...empty, seenEmpty: false, snapshots: 3 };
    assert.deepEqual(judgeRemoval([full], "tank/a").destroy, [{ name: "tank/a", withSnapshots: true }]);
    assert.deepEqual(destroyed([full], "tank"), []);
    assert.deepEqual(destroyed([full], "tank/a/b"), []);
  });

  it("does not take a name for a leave to destroy what lies below", () => {
    const above = { ...empty, children: ["tank/a/b"] };
    assert.deepEqual(destroyed([above], "tank/a"), []);
    const below = { ...empty, name: "tank/a/b", seenEmpty: false };
    assert.deepEqual(destroyed([above, below], "tank/a"), []);
  });

  it("goes from the deepest up where both go", () => {
    const above = { ...empty, children: ["tank/a/b"] };
    assert.deepEqual(destroyed([above, { ...empty, name: "tank/a/b" }], ""), ["tank/a/b", "tank/a"]);
  });

  it("never lets go of what was not seen to be empty and not named, whatever else is removed", () => {
    const one = fc.record({
      name: fc.constantFrom("tank/a", "tank/a/b", "tank/a/b/c", "tank/d"),
      type: fc.constantFrom("filesystem", "volume"),
      used: fc.nat(),
      snapshots: fc.nat({ max: 2 }),
      seenEmpty: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: ({ name }) => name }),
        fc.constantFrom("", "tank/a", "tank/a/b", "tank/d"),
        (found, allowed) => {
          const removed = found.map((each) => ({
            ...each,
            children: found.map(({ name }) => name).filter((name) => name.startsWith(`${each.name}/`)),
          }));
          const { destroy } = judgeRemoval(removed, allowed);
          return destroy.every(({ name }) => {
            const { seenEmpty, snapshots, type } = found.find((each) => each.name === name)!;
            return name === allowed || (seenEmpty && snapshots === 0 && type === "filesystem");
          });
        },
      ),
    );
  });
});
