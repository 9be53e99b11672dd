import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import path from "node:path";
import type { DatasetValue } from "../../components/config/data-shapes";
import { Stack } from "../integration/pulumi-stack";
import { root, ZfsHost } from "../integration/zfs/zfs-host";

const program = `
require("tsx/cjs");
const { Storage } = require(${JSON.stringify(path.join(root, "components/storage.ts"))});
const { ssh, datasets, destroyDataset, leaveDataset } = JSON.parse(process.env.TEST_SETTINGS);
const pool = { name: "tank", file: "/var/lib/tank.zpool", size: "256M" };
new Storage("node", { ssh, plan: { cluster: { datasets, destroyDataset, leaveDataset }, node: { name: "node", pool }, peers: [] } }, {});
`;

describe("a stack with datasets, with Pulumi's own engine", function () {
  this.timeout(300_000);
  let host: ZfsHost;
  let stack: Stack;
  const settings = (datasets: readonly DatasetValue[], destroyDataset = "", leaveDataset = "") => ({
    ssh: host.target,
    datasets,
    destroyDataset,
    leaveDataset,
  });
  const data = { name: "tank/data", mountpoint: "/srv/data", properties: { quota: "100M" } };
  const photos = { name: "tank/data/photos", properties: { atime: "off" } };
  const both = () => settings([photos, data]);

  before(async () => {
    stack = await Stack.create(program);
    host = await ZfsHost.start();
    await symlink(path.join(root, "providers"), path.join(stack.folder, "providers"));
  });
  after(async () => {
    await stack?.remove();
    await host?.stop();
  });

  it("makes pool and datasets, and a second up changes nothing", async () => {
    // The stack itself, the component, ZFS, the removal, the pool, two datasets.
    assert.deepEqual(await stack.changes(both()), { created: 7 });
    assert.equal(
      await host.property("tank/data/photos", "mountpoint"),
      "/srv/data/photos inherited from tank/data",
    );
    await stack.up(both(), "--expect-no-changes");
    await stack.refresh(both(), "--expect-no-changes");
    const bytes = { ...data, properties: { quota: "104857600" } };
    await stack.up(settings([bytes, photos]), "--expect-no-changes");
  });

  it("sees in refresh what was changed by hand, and the next up fixes just that", async () => {
    await host.sh("echo kept > /srv/data/file; zfs set quota=50M tank/data");
    assert.match(await stack.refresh(both(), "--diff"), /quota\s*:\s*"104857600" => "52428800"/);
    assert.deepEqual(await stack.changes(both()), { updated: 1 });
    assert.equal(await host.property("tank/data", "quota"), "104857600 local");
    assert.equal(await host.sh("cat /srv/data/file"), "kept\n");
  });

  it("refuses to lose data with a dataset that leaves the config, in preview and in up, again and again", async () => {
    await host.sh("echo kept > /srv/data/photos/one");
    for (const command of [
      ["preview"],
      ["up", "--yes", "--skip-preview"],
      ["up", "--yes", "--skip-preview"],
    ]) {
      const { code, stdout, stderr } = await stack.run(command, settings([data]));
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, /tank\/data\/photos is kept: it holds files[^\n]*\(\d+ bytes\) used/);
      assert.match(stdout + stderr, /pulumi config set destroyDataset/);
      assert.doesNotMatch(stdout + stderr, /\n\s+at .*\.ts:\d+/);
    }
    assert.equal(await host.sh("cat /srv/data/photos/one"), "kept\n");
    await stack.up(both(), "--expect-no-changes");
  });

  it("destroys it by its name, and one that is empty unasked", async () => {
    await stack.up(settings([data], "tank/data/photos"));
    assert.equal(await host.succeeds("zfs list tank/data/photos"), false);
    await stack.up(both());
    await stack.up(settings([data]));
    assert.equal(await host.succeeds("zfs list tank/data/photos"), false);
    assert.equal(await host.sh("cat /srv/data/file"), "kept\n");
  });

  it("leaves pool, datasets and data where the stack is destroyed, says so, and adopts them again", async () => {
    const said = await stack.must(["destroy", "--yes", "--skip-preview"]);
    assert.match(said, /The datasets stay on 127\.0\.0\.1, with all that is in them: tank\/data/);
    assert.equal(await host.sh("cat /srv/data/file"), "kept\n");
    await stack.up(settings([data]));
    await stack.up(settings([data]), "--expect-no-changes");
    assert.equal(await host.sh("cat /srv/data/file"), "kept\n");
  });

  it("keeps even the last one that leaves the config, until it is empty or said to be left", async () => {
    const { code, stdout } = await stack.run(["up", "--yes", "--skip-preview"], settings([]));
    assert.notEqual(code, 0);
    assert.match(stdout, /tank\/data is kept/);
    await stack.up(settings([], "", "tank/data"));
    assert.equal(await host.sh("cat /srv/data/file"), "kept\n");
    await stack.up(settings([data]));
    await host.sh("rm /srv/data/file");
    await stack.up(settings([]));
    assert.equal(await host.sh("zfs list -H -o name"), "tank\n");
  });
});
