import assert from "node:assert/strict";
import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import { zfsPool } from "../../../providers/zfs-pool/implementation";
import { zfsRemoval } from "../../../providers/zfs-removal/implementation";
import { commandLine } from "../../../providers/ssh/quote";
import { remountCommand } from "../../../runtime/data/zfs/remount";
import { providersOnHost } from "./providers-on-host";
import type { ZfsHost } from "./zfs-host";

describe("the providers of ZFS, on a real one", function () {
  this.timeout(180_000);
  const { onHost, file, pool, dataset, make, differs, state, remove, exists } = providersOnHost();
  let host: ZfsHost;
  before(async () => {
    host = onHost();
  });

  describe("a pool", () => {
    it("is made on a file, and is there: making it again changes nothing", async () => {
      const { id, outs } = await zfsPool.create(pool());
      assert.equal((await host.sh("zpool list -H -o name")).trim(), "tank");
      assert.equal((await host.sh(`stat -c %s ${file}`)).trim(), String(256 * 2 ** 20));
      const guid = await host.sh("zpool list -H -o guid tank");
      await zfsPool.create(pool({ file: "/var/lib/another" }));
      assert.equal(await host.sh("zpool list -H -o guid tank"), guid);
      assert.equal(await host.succeeds("test -e /var/lib/another"), false);
      assert.deepEqual(await zfsPool.read(id, outs), { id, props: outs });
      assert.equal((await zfsPool.diff(id, outs, pool({ size: 1 }))).changes, false);
    });
  });

  describe("a dataset", () => {
    it("is made with its properties, mounted, and reads back equal", async () => {
      const wanted = { mountpoint: "/srv/a", compression: "gzip", quota: "1073741824", atime: "off" };
      const made = await make("tank/a", wanted);
      assert.deepEqual(made.actual, { ...wanted, mounted: "yes" });
      assert.equal(await host.property("tank/a", "quota"), "1073741824 local");
      assert.equal((await host.sh("df --output=source /srv/a | tail -n 1")).trim(), "tank/a");
      assert.equal(await differs(made, dataset("tank/a", wanted)), false);
      assert.deepEqual((await zfsDataset.read("id", made)).props, made);
    });

    it("shows what was changed by hand, also where it was only taken back, and is fixed in place", async () => {
      const wanted = { mountpoint: "/srv/c", compression: "gzip", atime: "on", quota: "536870912" };
      const made = await make("tank/c", wanted);
      await host.sh("echo kept > /srv/c/file && zfs set quota=512M tank/c");
      assert.deepEqual((await zfsDataset.read("id", made)).props, made, "512M is what it was");
      await host.sh("zfs set quota=600M tank/c; zfs inherit atime tank/c; zfs set compression=lzjb tank/c");
      const { props } = await zfsDataset.read("id", made);
      assert.deepEqual(props?.actual, {
        mountpoint: "/srv/c",
        mounted: "yes",
        compression: "lzjb",
        atime: "on (default)",
        quota: "629145600",
      });
      assert.equal(await differs(props!, dataset("tank/c", wanted)), true);
      const { outs } = await zfsDataset.update("id", props!, dataset("tank/c", wanted));
      assert.deepEqual(outs.actual, made.actual);
      assert.equal(await host.property("tank/c", "atime"), "on local");
      assert.equal(await host.sh("cat /srv/c/file"), "kept\n");
    });

    it("is not made below a read-only one, which is a copy of another node's, until it has come with that", async () => {
      const wanted = ["tank/copy/below", { atime: "off" }] as const;
      const remount = (writable: boolean) => commandLine(remountCommand("/tank/copy", writable).flat());
      const readonly = (value: "on" | "off") =>
        host.sh(`zfs set readonly=${value} tank/copy && ${remount(value === "off")}`);
      await host.sh("zfs create tank/copy");
      await readonly("on");
      await assert.rejects(
        make(...wanted),
        /tank\/copy is read-only here.*First run up on the node that has/,
      );
      assert.equal(await host.succeeds("zfs list tank/copy/below"), false);
      await readonly("off");
      await host.sh("zfs create tank/copy/below");
      await readonly("on");
      assert.equal((await make(...wanted)).actual.atime, "off");
    });
  });

  describe("the removal of datasets", () => {
    it("keeps one with a single empty file, and fails with reason, bytes and key, in preview already", async () => {
      await host.sh("zfs create tank/full && touch /tank/full/file");
      const said = /tank\/full is kept: it holds files.*\(\d+ bytes\) used\n.*destroyDataset/s;
      await assert.rejects(remove("tank/full"), said);
      await assert.rejects(zfsRemoval.diff("id", state(["tank/full"]), state([])), said);
      assert.ok(await exists("tank/full"));
    });

    it("destroys one with data and snapshots by its name alone, and nothing where another is refused", async () => {
      await host.sh("zfs create tank/named && touch /tank/named/file && zfs snapshot tank/named@one");
      const both = state(["tank/named", "tank/full"]);
      await assert.rejects(zfsRemoval.update("id", both, state([], "tank/named")), /tank\/full is kept/);
      assert.ok(await exists("tank/named"));
      await assert.rejects(remove("tank/named", "tank/full"), /tank\/named is kept/);
      await remove("tank/named", "tank/named");
      assert.equal(await exists("tank/named"), false);
    });
  });
});
