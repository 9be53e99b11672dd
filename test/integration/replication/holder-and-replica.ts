import assert from "node:assert/strict";
import { ReplicationHosts, type ReplicationHost } from "./replication-host";

const roots = ["tank/a", "tank/b"].map((name) => ({ name, datasets: [{ name, properties: {} }] }));

/** `a`, which holds the data, and `b`, which never had any, for the tests of one `describe`. */
export function holderAndReplica() {
  let hosts: ReplicationHosts;
  before(async () => {
    hosts = await ReplicationHosts.start(roots);
    const { a, b } = hosts;
    for (const host of [a, b]) await host.sh("zfs create tank/a; zfs create tank/a/sub; zfs create tank/b");
    await a.keep("holder", 1);
    await b.writable(false);
    await b.keep("replica", 1);
  });
  after(() => hosts?.stop());

  const follows = async (from: ReplicationHost) => {
    const result = await from.replicate();
    assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
    return (JSON.parse(result.stdout.trim().split("\n").at(-1)!) as { snapshot: string }).snapshot;
  };
  const stays = async (from: ReplicationHost, why: RegExp) => {
    const result = await from.replicate();
    assert.equal(result.code, 1);
    assert.match(result.stdout, why);
  };
  const snapshots = async (host: ReplicationHost, dataset: string) =>
    (await host.sh(`zfs list -H -t snapshot -o name -s creation -r -d 1 ${dataset}`))
      .split("\n")
      .filter((name) => name !== "")
      .map((name) => name.slice(dataset.length + 1));
  const exists = async (host: ReplicationHost, name: string) =>
    (await host.try(`zfs list ${name}`)).code === 0;

  return { hosts: () => hosts, follows, stays, snapshots, exists };
}
