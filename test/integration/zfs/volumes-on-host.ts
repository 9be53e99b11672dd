import assert from "node:assert/strict";
import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import type { PropertyValues } from "../../../providers/zfs/properties";
import type { DataRoot } from "../../../runtime/contract/data-config";
import { ZfsBranches } from "../../../runtime/data/zfs/branches";
import { HostCommands, type HostCommandRunner } from "../../../runtime/data/zfs/host-commands";
import { ZfsSnapshots } from "../../../runtime/data/zfs/snapshots";
import { ZfsVolumes } from "../../../runtime/data/zfs/volumes";
import { ContainerRun } from "./container-run";
import { ZfsHost } from "./zfs-host";

export const declared: Readonly<Record<string, PropertyValues>> = {
  "tank/data": { mountpoint: "/srv/data", compression: "gzip", quota: "67108864" },
  "tank/data/db": { recordsize: "16384", atime: "off" },
  "tank/other": { mountpoint: "/srv/other" },
};
const datasets = Object.entries(declared).map(([name, properties]) => ({
  name,
  properties: { ...properties },
}));
export const roots: readonly DataRoot[] = [
  { name: "tank/data", datasets: datasets.slice(0, 2) },
  { name: "tank/other", datasets: datasets.slice(2) },
];

/** The volumes of a host with a real ZFS and an empty pool, for the tests of one `describe`. */
export function volumesOnHost() {
  let host: ZfsHost;
  let commands: ContainerRun;
  const run: HostCommandRunner = (...args) => commands.run(...args);
  const program = new HostCommands(run);
  const volumes = new ZfsVolumes(program, roots);
  before(async () => {
    host = await ZfsHost.start();
    commands = new ContainerRun(host.container);
    await clear();
  });
  after(async () => {
    commands?.close();
    await host?.stop();
  });

  const sh = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await run("sh", ["-c", line], 0);
    assert.equal(code, 0, `${line}: ${stderr}`);
    return stdout;
  };
  const inputs = (name: string) => ({ target: host.target, name, properties: declared[name]! });
  const make = () =>
    sh(
      datasets
        .map(({ name, properties }) => {
          const options = Object.entries(properties).map(([property, value]) => `-o ${property}=${value}`);
          return `zfs create ${options.join(" ")} ${name}`;
        })
        .join(" && "),
    );
  /** What `pulumi up` would change of the declared datasets after a refresh. */
  const differences = async (): Promise<string[]> => {
    const names: string[] = [];
    for (const name of Object.keys(declared)) {
      const { props } = await zfsDataset.read("id", { ...inputs(name), actual: {} });
      if (!props || (await zfsDataset.diff("id", props, inputs(name))).changes) names.push(name);
    }
    return names;
  };
  /** A pool in which nothing is. */
  const clear = () =>
    sh(
      "awk '$3 ~ /^(fuse[.])?zfs$/ { print $2 }' /proc/mounts | sort -r | xargs -rn1 umount -l; " +
        "while zpool list tank >/dev/null 2>&1; do zpool destroy -f tank 2>/dev/null || sleep 0.1; done; " +
        "rm -rf /var/lib/pool /srv /mnt/*; truncate -s 256M /var/lib/pool && zpool create tank /var/lib/pool",
    );
  /** Both roots with a common snapshot `ha-dns_1`, and a file that was written after it. */
  const diverge = async () => {
    await clear();
    await make();
    await sh("echo old > /srv/data/file; echo old > /srv/data/db/file; zfs snapshot -r tank/data@ha-dns_1");
    await sh("echo new > /srv/data/file; echo new > /srv/data/db/more; zfs snapshot tank/data@later");
    await sh("echo newer > /srv/data/unsaved; zfs hold -r replica tank/data@ha-dns_1");
    const { newest } = (await volumes.look())[0]!;
    assert.equal(newest?.name, "ha-dns_1");
    return newest;
  };

  return {
    run,
    volumes,
    branches: new ZfsBranches(program, roots),
    snapshots: new ZfsSnapshots(program),
    sh,
    inputs,
    make,
    clear,
    diverge,
    differences,
    succeeds: (command: string) => host.succeeds(command),
    inBackground: (command: string) => host.inBackground(command),
    property: (dataset: string, name: string) => host.property(dataset, name),
  };
}
