import assert from "node:assert/strict";
import { dataFiles } from "../../../runtime/contract/files";
import { recordSchema } from "../../../runtime/data/replication/replication-record";
import { holderAndReplica } from "./holder-and-replica";
import type { ReplicationHost } from "./replication-host";

describe("replication between two hosts, with real ZFS, sshd and syncoid", function () {
  this.timeout(300_000);
  const { hosts, follows, snapshots } = holderAndReplica();
  let a: ReplicationHost;
  let b: ReplicationHost;
  before(async () => {
    ({ a, b } = hosts());
  });

  it("brings all datasets to a peer that has never had any, read-only and mounted", async () => {
    await a.sh("echo one >/tank/a/f; echo sub >/tank/a/sub/f; echo b >/tank/b/f");
    const snapshot = await follows(a);
    assert.equal(await b.sh("cat /tank/a/f /tank/a/sub/f /tank/b/f"), "one\nsub\nb\n");
    assert.notEqual((await b.try("touch /tank/a/g")).code, 0);
    for (const dataset of ["tank/a", "tank/a/sub", "tank/b"])
      assert.deepEqual(await snapshots(b, dataset), [snapshot], "one name, of the same moment");
  });

  it("brings what is new, also where somebody looks into the copy", async () => {
    await b.sh("(cd /tank/a && exec sleep 3) >/dev/null 2>&1 &");
    await a.sh("echo two >>/tank/a/f; zfs snapshot -r tank/a@of-a-person; echo three >>/tank/a/f");
    const snapshot = await follows(a);
    assert.equal(await b.sh("cat /tank/a/f"), "one\ntwo\nthree\n");
    const record = recordSchema.parse(JSON.parse(await a.sh(`cat ${dataFiles.record}`)));
    assert.equal(record.peers.b?.trouble, "");
    assert.ok(Date.now() - record.peers.b!.snapshotAt! < 60_000);
    assert.deepEqual(record.holds, { b: [snapshot] });
  });

  it("takes no property from a stream, so a sender cannot have a folder of its choice mounted", async () => {
    const send = (snapshot: string, from = "") =>
      a.sh(
        `zfs snapshot tank/a/sub@${snapshot}; zfs send -p ${from} tank/a/sub@${snapshot} | ` +
          `ssh -T -o BatchMode=yes -i ${dataFiles.sshKey} -o UserKnownHostsFile=${dataFiles.knownHosts} ` +
          `root@${b.address} 'zfs receive tank/a/planted'`,
      );
    const planted =
      "zfs get -H -o value,source mountpoint tank/a/planted; grep -c /planted /proc/self/mounts";
    await a.sh(
      "zfs set setuid=on tank/a/sub; zfs set quota=100M tank/a/sub; zfs set mountpoint=/planted tank/a/sub",
    );
    await send("planted-1");
    assert.equal((await b.try(planted)).stdout, "/tank/a/planted\tdefault\n0\n");
    assert.equal(await b.sh("zfs get -H -r -s received -o property all tank/a/planted"), "");
    await a.sh("zfs set mountpoint=/planted/again tank/a/sub; echo more >/planted/again/more");
    await send("planted-2", "-i @planted-1");
    assert.equal((await b.try(planted)).stdout, "/tank/a/planted\tdefault\n0\n");
    await a.sh(
      "zfs inherit mountpoint tank/a/sub; zfs inherit setuid tank/a/sub; zfs set quota=none tank/a/sub",
    );
    await a.sh("zfs destroy tank/a/sub@planted-2; zfs destroy tank/a/sub@planted-1");
    await b.sh("zfs destroy -r tank/a/planted");
  });

  it("lets a peer's key do nothing else", async () => {
    for (const command of [
      "",
      "sh",
      "zfs destroy -r tank/a",
      "zfs receive -F tank/a",
      "zfs receive tank/other",
      "zfs receive tank/a; id",
      "zfs get -H name 'tank/a' $(id)",
      "prepare tank/a",
    ]) {
      const { code, stdout, stderr } = await a.ask(b, command);
      assert.equal(code, 2, command);
      assert.equal(stdout, "");
      assert.match(stderr, /^refused: /);
    }
    assert.equal((await a.ask(b, "zfs get -H name 'tank/a'")).code, 0);
    assert.match((await a.ask(b, "prepare", "{}")).stderr, /not understood/);
  });

  it("keeps a branch that has diverged, with every byte, and follows again", async () => {
    await b.writable(true);
    await b.sh("set -e; echo unsaved >/tank/a/mine; echo also >/tank/a/sub/mine");
    await b.writable(false);
    await a.sh("echo four >>/tank/a/f");
    await follows(a);
    assert.equal(await b.sh("cat /tank/a/f"), "one\ntwo\nthree\nfour\n");
    assert.equal((await b.try("cat /tank/a/mine")).code, 1);
    const kept = (await b.sh("zfs list -H -o name -r tank/ha-dns-kept"))
      .split("\n")
      .find((name) => name.endsWith("/sub"));
    assert.ok(kept);
    await b.sh(`zfs set mountpoint=/look ${kept}; zfs mount ${kept} || true`);
    assert.equal(await b.sh("cat /look/mine"), "also\n");
    const log = await b.sh(`cat ${dataFiles.log}`);
    assert.match(log, /"event":"diverged".*tank\/a was written to after/);
    assert.match(log, /"event":"branch-kept"/);
    assert.equal(
      (await b.sh("zfs list -H -o name -r tank/ha-dns-kept")).includes("ha-dns-kept/b"),
      false,
      "b had not",
    );
  });
});
