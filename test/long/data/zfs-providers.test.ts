import assert from "node:assert/strict";
import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import { zfsPool } from "../../../providers/zfs-pool/implementation";
import { zfsRemoval } from "../../../providers/zfs-removal/implementation";
import { providersOnHost } from "../../integration/zfs/providers-on-host";
import type { ZfsHost } from "../../integration/zfs/zfs-host";

describe("the providers of ZFS, on a real one, in every case", function () {
  this.timeout(180_000);
  const { onHost, pool, dataset, make, differs, state, remove, exists } = providersOnHost();
  let host: ZfsHost;
  before(async () => {
    host = onHost();
    await zfsPool.create(pool());
  });

  describe("a pool", () => {
    it("is not made over a file, and leaves it as it was", async () => {
      await host.sh("echo precious > /var/lib/precious");
      await assert.rejects(
        zfsPool.create(pool({ name: "second", file: "/var/lib/precious" })),
        /second is not made: \/var\/lib\/precious exists.*zpool import -d \/var\/lib\/ second/,
      );
      assert.equal(await host.sh("cat /var/lib/precious"), "precious\n");
    });

    it("is not made on what is no block device", async () => {
      const onFile = pool({ name: "second", file: undefined, devices: ["/var/lib/precious"] });
      await assert.rejects(zfsPool.create(onFile), /precious is no block device\. Nothing was changed/);
    });

    it("takes its file away where ZFS did not make it, and only then", async () => {
      await assert.rejects(zfsPool.create(pool({ name: "raidz", file: "/var/lib/failed" })), /raidz/);
      assert.equal(await host.succeeds("test -e /var/lib/failed"), false);
    });

    it("is gone for refresh where it is exported, and is not made anew over itself", async () => {
      await zfsPool.create(pool({ name: "away", file: "/var/lib/away", size: 64 * 2 ** 20 }));
      await host.sh("zpool export away");
      const props = pool({ name: "away", file: "/var/lib/away" });
      assert.deepEqual(await zfsPool.read("", props), {});
      await assert.rejects(zfsPool.create(props), /zpool import -d \/var\/lib\/ away/);
      await host.sh("zpool import -d /var/lib away");
      await zfsPool.create(props);
    });
  });

  describe("a dataset", () => {
    it("that is there is adopted with what is in it, and has only what is declared set", async () => {
      await host.sh("zfs create -o mountpoint=/srv/b -o copies=2 tank/b && echo kept > /srv/b/file");
      const created = await host.property("tank/b", "creation");
      const made = await make("tank/b", { mountpoint: "/srv/b", atime: "off" });
      assert.deepEqual(made.actual, { mountpoint: "/srv/b", atime: "off", mounted: "yes" });
      assert.equal(await host.property("tank/b", "copies"), "2 local");
      assert.equal(await host.property("tank/b", "creation"), created);
      assert.equal(await host.sh("cat /srv/b/file"), "kept\n");
    });

    it("takes back what is declared no longer, and leaves the rest", async () => {
      const olds = await make("tank/d", { atime: "off", quota: "67108864", recordsize: "16384" });
      const news = dataset("tank/d", { recordsize: "16384" });
      assert.equal(await differs(olds, news), true);
      await zfsDataset.update("id", olds, news);
      assert.equal(await host.property("tank/d", "atime"), "on default");
      assert.match(await host.property("tank/d", "quota"), /^0 /);
      assert.equal(await host.property("tank/d", "recordsize"), "16384 local");
    });

    it("is mounted again where somebody has unmounted it", async () => {
      const made = await make("tank/e", { mountpoint: "/srv/e" });
      await host.sh("zfs unmount tank/e");
      const { props } = await zfsDataset.read("id", made);
      assert.equal(props?.actual.mounted, "no");
      assert.equal(await differs(props!, dataset("tank/e", { mountpoint: "/srv/e" })), true);
      await host.sh("until ! grep -q tank/e /proc/mounts; do sleep 0.1; done");
      const { outs } = await zfsDataset.update("id", props!, dataset("tank/e", { mountpoint: "/srv/e" }));
      assert.equal(outs.actual.mounted, "yes");
    });

    it("is not mounted over files, neither when it is made nor when it moves", async () => {
      await host.sh("mkdir -p /srv/full && echo mine > /srv/full/file");
      await assert.rejects(make("tank/f", { mountpoint: "/srv/full" }), /\/srv\/full holds files/);
      assert.equal(await host.succeeds("zfs list tank/f"), false);
      const made = await make("tank/f", { mountpoint: "/srv/f" });
      const moved = dataset("tank/f", { mountpoint: "/srv/full" });
      await assert.rejects(zfsDataset.update("id", made, moved), /\/srv\/full holds files/);
      assert.equal(await host.property("tank/f", "mountpoint"), "/srv/f local");
      assert.equal(await host.sh("cat /srv/full/file"), "mine\n");
    });

    it("is refused in ZFS's own words where it cannot be", async () => {
      await assert.rejects(make("tank/none/g"), /parent does not exist/);
      await assert.rejects(make("tank/g", { compression: "colourful" }), /'compression' must be one of/);
      await assert.rejects(make("nowhere/g"), /no such pool/);
    });

    it("is gone for refresh where somebody has destroyed it; its own deletion destroys nothing", async () => {
      const made = await make("tank/h");
      await zfsDataset.delete("id", made);
      assert.ok(await host.succeeds("zfs list tank/h"));
      await host.sh("zfs unmount tank/h; until zfs destroy tank/h; do sleep 0.1; done");
      assert.deepEqual(await zfsDataset.read("id", made), {});
    });
  });

  describe("the removal of datasets", () => {
    it("destroys an empty one, and takes one that is gone already as it is", async () => {
      await host.sh("zfs create tank/empty && zfs set snapdir=visible tank/empty");
      await remove("tank/empty");
      assert.equal(await exists("tank/empty"), false);
      await remove("tank/empty");
    });

    it("destroys by its name one whose snapshots replication holds, but not over somebody else's hold", async () => {
      await host.sh("zfs create tank/held && touch /tank/held/file && zfs snapshot tank/held@a");
      await host.sh("zfs hold ha-dns:peer tank/held@a && zfs hold mine tank/held@a");
      await assert.rejects(remove("tank/held", "tank/held"), /tank\/held@a'?: dataset is busy/);
      assert.equal(await host.sh("ls /tank/held"), "file\n");
      await host.sh(
        "zfs release mine tank/held@a && zfs snapshot tank/held@b && zfs hold ha-dns:here tank/held@b",
      );
      await remove("tank/held", "tank/held");
      assert.equal(await exists("tank/held"), false);
    });

    it("leaves one alone that was said to stay, full or empty", async () => {
      await host.sh("zfs create tank/left");
      await zfsRemoval.update("id", state(["tank/left"]), state([], "", "tank/left"));
      assert.ok(await exists("tank/left"));
    });

    it("keeps an empty one with a snapshot, and one with another dataset below it", async () => {
      await host.sh("zfs create tank/snapped && zfs snapshot tank/snapped@one");
      await assert.rejects(remove("tank/snapped"), /tank\/snapped is kept: it has a snapshot/);
      await host.sh("zfs create tank/above && zfs create tank/above/below");
      await assert.rejects(remove("tank/above"), /tank\/above\/below lies below it/);
      await assert.rejects(remove("tank/above", "tank/above"), /tank\/above\/below lies below it/);
    });

    it("keeps one whose files cannot be seen: unmounted, or with something mounted over it", async () => {
      await host.sh("zfs create tank/hidden && touch /tank/hidden/file && zfs unmount tank/hidden");
      await assert.rejects(remove("tank/hidden"), /tank\/hidden is kept/);
      await host.sh("zfs create tank/under && touch /tank/under/file && mount -t tmpfs none /tank/under");
      await assert.rejects(remove("tank/under"), /tank\/under is kept/);
      await host.sh("umount /tank/under && test -e /tank/under/file");
    });

    it("leaves one alone that somebody uses, mounted as it was", async () => {
      await host.sh("zfs create tank/used");
      await host.inBackground("cd /tank/used && exec sleep 60");
      await assert.rejects(remove("tank/used"), /busy/);
      assert.equal(await host.property("tank/used", "mounted"), "yes -");
    });
  });
});
