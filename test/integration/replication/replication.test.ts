import assert from "node:assert/strict";
import { ReplicationHosts, type ReplicationHost } from "./replication-host";
import { dataFiles } from "../../../runtime/contract/files";

const roots = ["tank/a", "tank/b"].map((name) => ({ name, datasets: [{ name, properties: {} }] }));

describe("replication between two hosts, with real ZFS, sshd and syncoid", function () {
  this.timeout(120_000);
  let hosts: ReplicationHosts;
  let [a, b]: ReplicationHost[] = [];
  before(async () => {
    hosts = await ReplicationHosts.start(roots);
    ({ a, b } = hosts);
    for (const host of [a, b]) await host.sh("zfs create tank/a; zfs create tank/a/sub; zfs create tank/b");
    await a.keep("holder", 1);
    await b.keep("replica", 1);
  });
  after(() => hosts?.stop());

  const follows = async (from: ReplicationHost) => {
    const result = await from.replicate();
    assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
  };

  it("brings all datasets to a peer that has never had any", async () => {
    await a!.sh("echo one >/tank/a/f; echo sub >/tank/a/sub/f; echo b >/tank/b/f");
    await follows(a!);
    assert.equal(await b!.sh("cat /tank/a/f /tank/a/sub/f /tank/b/f"), "one\nsub\nb\n");
  });
  it("shows", async () => {
    console.log(await b!.sh("zfs list -t all; cat /var/log/ha-dns/replicate.log; cat " + dataFiles.record));
  });
});
