import assert from "node:assert/strict";
import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import { declared, volumesOnHost } from "./volumes-on-host";

describe("the volumes of a host, on a real ZFS", function () {
  this.timeout(240_000);
  const {
    volumes,
    branches,
    snapshots,
    sh,
    inputs,
    make,
    diverge,
    differences,
    succeeds,
    inBackground,
    property,
  } = volumesOnHost();

  it("make all declared datasets read-only, and writable again, while somebody reads there", async () => {
    await make();
    await inBackground("cd /srv/data/db && exec sleep 5");
    await volumes.setWritable(false);
    assert.deepEqual(
      (await volumes.look()).map(({ writable, trouble }) => [writable, trouble]),
      [
        [false, ""],
        [false, ""],
      ],
    );
    for (const folder of ["/srv/data", "/srv/data/db", "/srv/other"])
      assert.equal(await succeeds(`touch ${folder}/file`), false);
    assert.deepEqual(await differences(), [], "to the program it is the same as before");
    await sh("zfs set atime=on tank/data/db");
    assert.deepEqual(await differences(), ["tank/data/db"]);
    await zfsDataset.create(inputs("tank/data/db"));
    assert.deepEqual(await differences(), [], "and it can set what differs");
    assert.equal(await succeeds("touch /srv/data/db/file"), false);
    await volumes.setWritable(true);
    assert.deepEqual(
      (await volumes.look()).map(({ writable }) => writable),
      [true, true],
    );
    await sh("touch /srv/data/file /srv/data/db/file /srv/other/file");
  });

  it("get one snapshot of one name, all of them, and another one in the same second", async () => {
    const names = [await volumes.snapshot(), await volumes.snapshot()];
    assert.notEqual(names[0], names[1]);
    for (const name of names) {
      assert.match(name, /^ha-dns_\d{8}T\d{6}Z$/);
      for (const dataset of Object.keys(declared)) await sh(`zfs list -t snapshot ${dataset}@${name}`);
    }
    assert.deepEqual(
      (await volumes.look()).map(({ newest }) => newest?.name),
      [names[1], names[1]],
    );
  });

  it("keep a branch that has diverged, whole, and go on from the common snapshot", async () => {
    const common = (await diverge())!;
    const kept = await branches.keep("tank/data", common, "elsewhere");
    assert.match(kept.dataset, /^tank\/ha-dns-kept\/data-\d{8}T\d{6}Z$/);
    assert.deepEqual(await volumes.kept(), [kept]);
    assert.ok(kept.bytes > 0);
    assert.equal(await sh("ls /srv/data; cat /srv/data/file /srv/data/db/*"), "db\nfile\nold\nold\n");
    assert.deepEqual((await volumes.look())[0], {
      name: "tank/data",
      newest: common,
      writable: false,
      empty: false,
      trouble: "",
    });
    assert.deepEqual(await differences(), []);
    assert.equal(await succeeds("zfs destroy tank/data@ha-dns_1"), false, "it is held as before");
    // The branch is neither mounted nor written to; where it is mounted by hand, all is there.
    assert.equal(await property(kept.dataset, "mounted"), "no -");
    await sh(`zfs set mountpoint=/mnt/kept ${kept.dataset}`);
    await sh(`zfs mount ${kept.dataset} 2>/dev/null; zfs mount ${kept.dataset}/db`);
    assert.equal(await sh("cd /mnt/kept; cat file unsaved db/file db/more"), "new\nnewer\nold\nnew\n");
    assert.equal(await succeeds("touch /mnt/kept/file"), false);
    await sh(`zfs unmount ${kept.dataset}/db; zfs unmount ${kept.dataset}`);
    assert.deepEqual(
      (await snapshots.tree("tank/data")).map(({ changed }) => changed),
      [false, false],
    );
    await snapshots.release("replica", ["tank/data@ha-dns_1"]);
    await snapshots.prune(["tank/data@ha-dns_1"]);
    await sh("zfs list tank/data@ha-dns_1");
  });
});
