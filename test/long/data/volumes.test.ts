import assert from "node:assert/strict";
import { volumesOnHost } from "../../integration/zfs/volumes-on-host";

const awaitGo = "until [ -e /root/go ]; do sleep 0.1; done";

describe("the volumes of a host, on a real ZFS, in every case", function () {
  this.timeout(240_000);
  const { volumes, branches, snapshots, sh, make, clear, diverge, differences, succeeds, inBackground } =
    volumesOnHost();
  before(() => make());

  it("are not called read-only while somebody can write to a file that he has open, who is named", async () => {
    const writes = "echo late >&3 && touch /root/written; touch /root/ended";
    await inBackground(`exec 3>/srv/data/db/open; ${awaitGo}; ${writes}`);
    await sh("until [ -e /srv/data/db/open ]; do sleep 0.1; done");
    // ZFS in the kernel ends writing there and then; the one in FUSE waits for the file's end.
    const said = await volumes.setWritable(false).then(() => "", String);
    if (said) assert.match(said, /tank\/data\/db cannot be made read-only: .*in use by \w+ \d+/);
    await sh("touch /root/go; until [ -e /root/ended ]; do sleep 0.1; done");
    if (!said) assert.equal(await succeeds("[ -e /root/written ]"), false);
    await sh("rm -f /root/go /root/ended /root/written");
    await volumes.setWritable(false);
    await volumes.setWritable(true);
  });

  it("are written to through what is not declared, where they are themselves", async () => {
    await sh("zfs create tank/data/extra && zfs set readonly=on tank/data/extra");
    await volumes.setWritable(true);
    await sh("touch /srv/data/extra/file");
    await volumes.setWritable(false);
    assert.equal(await succeeds("touch /srv/data/extra/file"), false);
    await volumes.setWritable(true);
    await sh("zfs unmount tank/data/extra; zfs destroy tank/data/extra");
  });

  it("say what is wrong with them: missing, unmounted", async () => {
    await sh("zfs unmount tank/other");
    assert.match((await volumes.look())[1]!.trouble, /tank\/other is not mounted at \/srv\/other/);
    await sh("zfs rename tank/other tank/away");
    assert.match((await volumes.look())[1]!.trouble, /tank\/other is not there/);
    await assert.rejects(volumes.setWritable(true), /tank\/other is not there/);
    await sh("zfs rename tank/away tank/other; zfs mount tank/other || true");
  });

  it("are seen as written to after the newest snapshot, or not", async () => {
    const changed = async () => (await snapshots.tree("tank/data")).map((view) => view.changed);
    await volumes.snapshot();
    assert.deepEqual(await changed(), [false, false]);
    // ZFS in the kernel counts what has reached the disk.
    await sh("echo more > /srv/data/db/file; zpool sync 2>/dev/null || true");
    assert.deepEqual(await changed(), [false, true]);
  });

  it("have their snapshots held, released and destroyed, and never one that is held", async () => {
    await sh("zfs snapshot tank/other@one; zfs snapshot tank/other@two");
    await snapshots.hold("peer", ["tank/other@one"]);
    await snapshots.hold("peer", ["tank/other@one"]);
    const view = (await snapshots.tree("tank/other"))[0]!;
    assert.equal(view.snapshots.find(({ name }) => name === "one")?.held, true);
    await assert.rejects(snapshots.prune(["tank/other@one"]), /zfs destroy tank\/other@one failed/);
    await assert.rejects(snapshots.prune(["tank/other"]), /is no snapshot's name/);
    await snapshots.release("peer", ["tank/other@one", "tank/other@none"]);
    await snapshots.prune(["tank/other@one", "tank/other@gone"]);
    assert.deepEqual((await snapshots.tree("tank/other"))[0]!.snapshots.map(({ name }) => name).slice(-1), [
      "two",
    ]);
  });

  it("receive into what goes on from the common snapshot", async () => {
    const common = (await diverge())!;
    await sh(
      "zfs snapshot tank/data/db@later; for one in data data/db; do zfs send tank/$one@ha-dns_1 > /tmp/full.$(basename $one); zfs send -I ha-dns_1 tank/$one@later > /tmp/more.$(basename $one); done",
    );
    await branches.keep("tank/data", common, "elsewhere");
    await inBackground("cd /srv/data && exec sleep 3");
    await sh("zfs receive tank/data < /tmp/more.data && zfs receive tank/data/db < /tmp/more.db");
    await branches.settle("tank/data");
    assert.equal(await sh("cat /srv/data/file /srv/data/db/more"), "new\nnew\n");
    assert.equal((await volumes.look())[0]?.newest?.name, "later");
    assert.deepEqual(await differences(), []);
  });

  it("keep the whole where nothing is common, and are the same to the program when all was received anew", async () => {
    const common = (await diverge())!;
    const kept = await branches.keep("tank/data", undefined, "elsewhere");
    assert.equal(await succeeds("zfs list tank/data"), false);
    assert.match((await volumes.look())[0]!.trouble, /tank\/data is not there/);
    await sh("zfs receive tank/data < /tmp/full.data && zfs receive tank/data/db < /tmp/full.db");
    await branches.settle("tank/data");
    assert.equal(await sh("cat /srv/data/file /srv/data/db/file"), "old\nold\n");
    assert.equal((await volumes.look())[0]?.newest?.name, common.name);
    assert.deepEqual(await differences(), []);
    await sh(`zfs set mountpoint=/mnt/whole ${kept.dataset}; zfs mount ${kept.dataset} 2>/dev/null; true`);
    assert.equal(await sh("cat /mnt/whole/unsaved"), "newer\n");
  });

  it("touch nothing where somebody uses what is to be kept, and say who", async () => {
    const common = await diverge();
    await inBackground(`cd /srv/data && { ${awaitGo}; rm /root/go; }`);
    await assert.rejects(
      branches.keep("tank/data", common, "elsewhere"),
      /tank\/data cannot be unmounted: .*in use by \w+ \d+/,
    );
    await sh("touch /root/go; while [ -e /root/go ]; do sleep 0.1; done");
    assert.equal(await sh("cat /srv/data/unsaved /srv/data/db/more"), "newer\nnew\n");
    assert.deepEqual(await volumes.kept(), []);
    await assert.rejects(
      branches.keep("tank/data", { ...common!, guid: "1" }, "elsewhere"),
      /is not the snapshot/,
    );
  });

  describe("that were never used", () => {
    it("make room for a first copy", async () => {
      await clear();
      await make();
      assert.deepEqual(
        (await snapshots.tree("tank/data")).map(({ empty }) => empty),
        [true, true],
      );
      await branches.makeRoom("tank/data");
      assert.equal(await succeeds("zfs list tank/data"), false);
    });
    const cases: Readonly<Record<string, string>> = {
      "a file": "touch /srv/data/db/file",
      "a folder": "mkdir /srv/data/folder",
      "a snapshot": "zfs snapshot tank/data/db@one",
      "a dataset that cannot be looked into": "zfs unmount tank/data/db",
      "something mounted over it": "mount -t tmpfs none /srv/data/db",
    };
    for (const [what, command] of Object.entries(cases))
      it(`make no room where there is ${what}`, async () => {
        await clear();
        await make();
        await sh(command);
        await assert.rejects(
          branches.makeRoom("tank/data"),
          /is not empty for certain|busy|unable to remount/,
        );
        await sh("zfs list tank/data/db");
        await sh("umount -t tmpfs /srv/data/db 2>/dev/null; true");
      });
  });

  it("are mounted again when the daemon has died", async function () {
    if (!(await succeeds("pgrep -x zfs-fuse"))) return this.skip(); // ZFS in the kernel has none.
    await clear();
    await make();
    await sh("echo kept > /srv/data/file; zfs snapshot -r tank/data@ha-dns_1");
    await sh("kill -9 $(pgrep -x zfs-fuse); sleep 0.5; until zfs list >/dev/null 2>&1; do sleep 0.1; done");
    assert.match((await volumes.look())[0]!.trouble, /\/srv\/data does not answer/);
    await volumes.repair();
    assert.equal((await volumes.look())[0]!.trouble, "");
    assert.equal(await sh("cat /srv/data/file"), "kept\n");
  });
});
