import assert from "node:assert/strict";
import fc from "fast-check";
import {
  actualState,
  equal,
  parseProperties,
  planSteps,
  wantedState,
} from "../../../../providers/zfs-dataset/dataset-steps";

// As zfs-fuse 0.7.0 and OpenZFS print it.
const printed = [
  "type\tfilesystem\t-",
  "used\t114688\t-",
  "mounted\tyes\t-",
  "quota\t1073741824\tlocal",
  "reservation\t0\tdefault",
  "recordsize\t131072\tdefault",
  "mountpoint\t/srv/a\tlocal",
  "compression\tlz4\tinherited from tank",
  "atime\toff\tlocal",
  "sync\tstandard\treceived",
  "xattr\tsa\ttemporary",
  "",
].join("\n");
const found = parseProperties(printed);
const actual = (values: Parameters<typeof wantedState>[0]) => actualState(wantedState(values), found);

describe("what zfs prints of a dataset", () => {
  it("is read with value and source", () => {
    assert.deepEqual(found.get("compression"), { value: "lz4", source: "inherited from tank" });
    assert.equal(found.size, 11);
  });

  it("is equal to what is wanted where sizes are, however they were written", () => {
    const wanted = { quota: "1073741824", reservation: "none", atime: "off", mountpoint: "/srv/a" };
    assert.ok(equal(wantedState(wanted), actual(wanted)));
    assert.deepEqual(actual(wanted), { ...wanted, mounted: "yes" });
  });

  it("is another where the value is inherited, received or temporary, even if it is the same by chance", () => {
    const wanted = { compression: "lz4", sync: "standard", xattr: "sa", recordsize: "131072" };
    assert.deepEqual(actual(wanted), {
      compression: "lz4 (inherited from tank)",
      sync: "standard (received)",
      xattr: "sa (temporary)",
      recordsize: "131072 (default)",
    });
    for (const [name, value] of Object.entries(wanted))
      assert.equal(equal({ [name]: value }, actual(wanted)), false, name);
  });

  it("tells of what is declared, and of nothing else", () => {
    assert.deepEqual(Object.keys(actual({ atime: "off" })), ["atime"]);
  });

  it("says of a property that this ZFS does not have, that it has not", () => {
    assert.match(actual({ relatime: "on" }).relatime ?? "", /does not know/);
  });

  it("is another where a dataset that has a mountpoint is not mounted", () => {
    const wanted = wantedState({ mountpoint: "/srv/a" });
    const unmounted = parseProperties(printed.replace("mounted\tyes", "mounted\tno"));
    assert.equal(equal(wanted, actualState(wanted, unmounted)), false);
    assert.equal("mounted" in wantedState({ mountpoint: "/srv/a", canmount: "off" }), false);
  });
});

describe("the steps to what is wanted", () => {
  const commands = (...args: Parameters<typeof planSteps>) =>
    planSteps(...args).map((step) => step.join(" "));

  it("set what differs and nothing else", () => {
    const wanted = { atime: "off", compression: "lz4", quota: "2147483648" };
    assert.deepEqual(commands(wanted, actual(wanted), []), ["set quota=2147483648", "set compression=lz4"]);
  });

  it("take back what is declared no longer: inherited where that can be, else without a limit", () => {
    assert.deepEqual(commands({}, {}, ["compression", "quota", "canmount", "mountpoint"]), [
      "set quota=none",
      "set canmount=on",
      "inherit compression",
      "inherit mountpoint",
    ]);
  });

  it("never have a reservation above its quota on the way, whichever way both go", () => {
    const size = fc.integer({ min: 1, max: 1000 });
    const pair = fc
      .tuple(size, size)
      .map(([a, b]) => ({ reservation: Math.min(a, b), quota: Math.max(a, b) }));
    fc.assert(
      fc.property(pair, pair, (from, to) => {
        const text = (values: typeof from) =>
          ({ reservation: String(values.reservation), quota: String(values.quota) }) as const;
        const now: Record<string, number> = { ...from };
        for (const [, setting] of planSteps(text(to), text(from), [])) {
          const [name, value] = setting!.split("=");
          now[name!] = Number(value);
          assert.ok(now.reservation! <= now.quota!, `${JSON.stringify(from)} to ${JSON.stringify(to)}`);
        }
        assert.deepEqual(now, { ...to });
      }),
    );
  });
});
