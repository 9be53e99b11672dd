import assert from "node:assert/strict";
import { renderLogrotate, renderSanoid } from "../../../components/render/replication-files";
import { run, until } from "../../../lab/shell";
import { dataFiles } from "../../../runtime/contract/files";
import { recordSchema } from "../../../runtime/data/replication/replication-record";
import { holderAndReplica } from "../../integration/replication/holder-and-replica";
import type { ReplicationHost } from "../../integration/replication/replication-host";

describe("replication between two hosts, in every case", function () {
  this.timeout(300_000);
  const { hosts, follows, stays, snapshots, exists } = holderAndReplica();
  let a: ReplicationHost;
  let b: ReplicationHost;
  before(async () => {
    ({ a, b } = hosts());
    await a.sh("echo one >/tank/a/f; echo sub >/tank/a/sub/f; echo b >/tank/b/f");
    await follows(a);
    await a.sh("zfs snapshot -r tank/a@of-a-person; echo two >>/tank/a/f");
    await follows(a);
  });

  it("holds the last common snapshot on both sides, and no other", async () => {
    const [last, ...older] = (await snapshots(a, "tank/a")).reverse();
    for (const host of [a, b]) {
      assert.match((await host.try(`zfs destroy tank/a/sub@${last}`)).stderr, /busy/);
      assert.equal(await host.sh(`zfs get -H -o value userrefs tank/a@${older.at(-1)}`), "0\n");
    }
  });

  it("prunes its own snapshots on both sides, never a person's", async () => {
    await a.sh("for i in 1 2 3 4 5 6; do zfs snapshot -r tank/a@ha-dns_$i; done");
    await follows(a);
    for (const host of [a, b]) {
      const names = await snapshots(host, "tank/a");
      assert.equal(names.filter((name) => name.startsWith("ha-dns_")).length, 5);
      assert.ok(names.includes("of-a-person"));
    }
  });

  it("does and says nothing where the role is another's, stale or absent", async () => {
    const before = await snapshots(b, "tank/a");
    assert.deepEqual(await b.replicate(), { code: 0, stdout: "", stderr: "" });
    await a.silence();
    await a.write(dataFiles.role, "holder");
    await a.sh(`touch -d '10 seconds ago' ${dataFiles.role}`);
    assert.deepEqual(await a.replicate(), { code: 0, stdout: "", stderr: "" });
    await a.keep("holder", 1);
    assert.deepEqual(await snapshots(a, "tank/a"), before);
  });

  it("receives nothing while it is not a fresh replica, nor by an older count of take-overs", async () => {
    await b.silence();
    await stays(a, /data keeper of this node does not answer/);
    await b.keep("holder", 2);
    await stays(a, /b receives nothing while its data is holder/);
    assert.match((await a.ask(b, "zfs receive tank/a")).stderr, /refused/);
    await b.keep("replica", 2);
    await stays(a, /taken over 1 times, and it was 2 times/);
    await b.keep("replica", 1);
    await follows(a);
  });

  it("ends a receive as soon as its own copy is wanted", async () => {
    await a.sh("dd if=/dev/urandom of=/tank/b/big bs=1M count=40 2>/dev/null; zfs snapshot tank/b@big");
    const head = (await snapshots(b, "tank/b")).at(-1);
    // A sender that stops in the middle, with the line still there.
    const stalled = a.try(
      `(zfs send -i ${head} tank/b@big | head -c 5000000; sleep 30) | ` +
        `ssh -T -i ${dataFiles.sshKey} -o UserKnownHostsFile=${dataFiles.knownHosts} root@${b.address} zfs receive tank/b`,
    );
    await until("it is receiving", 20_000, async () => (await b.try("pgrep -x zfs")).code === 0);
    await b.keep("taking-over", 2);
    assert.equal((await b.try(`flock --wait 5 ${dataFiles.lock} true`)).code, 0);
    assert.equal((await snapshots(b, "tank/b")).at(-1), head, "nothing of it is there");
    await run("docker", ["exec", a.container, "sh", "-c", "kill $(pgrep -x sleep)"]);
    await stalled;
    await b.keep("replica", 1);
    await follows(a);
    assert.equal(await b.sh("md5sum </tank/b/big"), await a.sh("md5sum </tank/b/big"));
  });

  it("goes the other way after a take-over, and what the old holder had unsent is kept", async () => {
    await a.sh("echo unsent >/tank/a/last");
    await b.keep("holder", 2);
    await b.writable(true);
    await b.sh("echo b2 >>/tank/b/f");
    await a.writable(false);
    await a.keep("ousted", 1);
    await follows(b);
    assert.equal(await a.sh("cat /tank/b/f"), "b\nb2\n");
    assert.equal((await a.try("cat /tank/a/last")).code, 1);
    assert.ok(await exists(a, "tank/ha-dns-kept"));
    const held = recordSchema.parse(JSON.parse(await b.sh(`cat ${dataFiles.record}`))).holds;
    assert.deepEqual(Object.keys(held), ["a"], "its own hold is let go once its peer has one");
    const followed = recordSchema.parse(JSON.parse(await a.sh(`cat ${dataFiles.record}`))).holds;
    assert.deepEqual(followed.a, held.a);
  });

  it("takes the policy's snapshots on the holder alone, and prunes them on both", async () => {
    const policy = { hourly: 2, daily: 1, weekly: 0, monthly: 0, yearly: 0 };
    for (const host of [a, b]) {
      await host.write(dataFiles.sanoid, renderSanoid(["tank/a", "tank/b"], policy));
      await host.write(dataFiles.logrotate, renderLogrotate());
      assert.equal((await host.try(`logrotate --debug ${dataFiles.logrotate}`)).code, 0);
    }
    const take = (host: ReplicationHost) => host.try(dataFiles.policy);
    assert.deepEqual(await take(b), { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(await take(a), { code: 0, stdout: "", stderr: "" });
    const taken = async (host: ReplicationHost) =>
      (await snapshots(host, "tank/a/sub")).filter((name) => name.startsWith("autosnap_"));
    assert.equal((await taken(b)).length, 2, "one of each kind");
    assert.deepEqual(await taken(a), []);
    await follows(b);
    assert.deepEqual(await taken(a), await taken(b));
    for (const host of [a, b]) {
      const none = { hourly: 0, daily: 1, weekly: 0, monthly: 0, yearly: 0 };
      await host.write(dataFiles.sanoid, renderSanoid(["tank/a", "tank/b"], none));
      // One is held for another reason, and stays; that is no failure.
      const hourly = (await snapshots(host, "tank/b")).find((name) => name.endsWith("hourly"));
      await host.sh(`zfs hold mine tank/b@${hourly}`);
      assert.equal((await take(host)).code, 0);
      assert.deepEqual(
        (await taken(host)).map((name) => name.split("_").at(-1)),
        ["daily"],
      );
      assert.ok(await exists(host, `-t snapshot tank/b@${hourly}`));
    }
  });

  it("says so within seconds where a peer is not there, and does not lose the common snapshot by it", async () => {
    await a.sh("kill $(cat /run/sshd.pid)");
    const from = Date.now();
    for (let i = 0; i < 2; i++) await stays(b, /"a":"prepare: exit code 255/);
    assert.ok(Date.now() - from < 60_000);
    await a.sh("/usr/sbin/sshd");
    await follows(b);
  });
});
