import assert from "node:assert/strict";
import fc from "fast-check";
import type { Dataset } from "../../../../../runtime/data/zfs/dataset";
import { free, keptName, savingName, snapshotName } from "../../../../../runtime/data/zfs/zfs-names";
import { parseMounts } from "../../../../../runtime/data/zfs/zfs-mounts";
import { newestCommon, troubleOf } from "../../../../../runtime/data/zfs/volumes";

const dataset = (name: string, snapshots: readonly string[], more: Partial<Dataset> = {}) =>
  ({
    name,
    type: "filesystem",
    mounted: true,
    mountpoint: `/${name}`,
    canmount: "on",
    own: new Map(),
    snapshots: snapshots.map((one, i) => ({ name: one, guid: `${name}-${one}`, createdAt: i, holds: 0 })),
    ...more,
  }) as unknown as Dataset;
const root = { name: "t/d", datasets: ["t/d", "t/d/a"].map((name) => ({ name, properties: {} })) };

describe("the newest snapshot of a root", () => {
  it("is one that all declared datasets have", () => {
    const newest = (...trees: Dataset[]) => newestCommon(root, trees)?.guid;
    assert.equal(newest(dataset("t/d", ["1", "2", "3"]), dataset("t/d/a", ["1", "2"])), "t/d-2");
    assert.equal(newest(dataset("t/d", ["1"]), dataset("t/d/a", ["1"]), dataset("t/d/more", [])), "t/d-1");
    assert.equal(newest(dataset("t/d", ["1"]), dataset("t/d/a", [])), undefined);
    assert.equal(newest(dataset("t/d", ["1"])), undefined);
  });
});

describe("why a root cannot be used", () => {
  it("is said of each that is missing, not mounted, or does not answer", () => {
    const both = [dataset("t/d", []), dataset("t/d/a", [])];
    assert.equal(troubleOf(root, both, []), "");
    assert.match(troubleOf(root, [], []), /^t\/d is not there: its pool/);
    assert.equal(troubleOf(root, both.slice(0, 1), []), "t/d/a is not there");
    const [top, away] = [both[0]!, dataset("t/d/a", [], { mounted: false })];
    assert.equal(
      troubleOf(root, [top, away], ["/t/d"]),
      "t/d/a is not mounted at /t/d/a; /t/d does not answer",
    );
    assert.equal(troubleOf(root, [top, { ...away, canmount: "off" }], []), "");
    assert.equal(
      troubleOf(root, [...both, dataset("t/d/b", [], { mounted: false })], []),
      "",
      "not declared",
    );
  });
});

describe("names of snapshots", () => {
  const time = Date.UTC(2026, 10, 21, 18, 4, 5, 678);
  it("say when, in UTC, to the second", () => {
    assert.equal(snapshotName(time), "ha-dns_20261121T180405Z");
    assert.equal(
      keptName("tank/srv/data", "tank/ha-dns-kept", time),
      "tank/ha-dns-kept/srv-data-20261121T180405Z",
    );
  });
  it("of a saved branch are none that replication takes for its own", () => {
    assert.doesNotMatch(savingName(time), /^ha-dns_/);
  });
  it("are each given once, whatever the clock says", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000)), (clock) => {
        const taken = new Set<string>();
        for (const at of clock) taken.add(snapshotName(free(at, (one) => taken.has(snapshotName(one)))));
        assert.equal(taken.size, clock.length);
      }),
    );
  });
});

describe("the table of mounts", () => {
  it("is read for a dataset and those below it alone", () => {
    const table = [
      "/tank /tank fuse.zfs rw,relatime 0 0",
      "tank/d /srv/d fuse.zfs ro,relatime 0 0",
      "tank/d/e /srv/with\\040space zfs rw,xattr 0 0",
      "tank/data /srv/data zfs rw 0 0",
      "tank/d /else ext4 rw 0 0",
    ].join("\n");
    assert.deepEqual(parseMounts(table, "tank/d"), [
      { dataset: "tank/d", folder: "/srv/d", readonly: true },
      { dataset: "tank/d/e", folder: "/srv/with space", readonly: false },
    ]);
    assert.equal(parseMounts(table, "tank").length, 4);
  });
});
