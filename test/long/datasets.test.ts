import assert from "node:assert/strict";
import { changed, pulumi, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { inMachine, cutPower, bootMachine } from "../../lab/cluster/machine";
import { lossless } from "../lab/watch";
import { allReady, mustInNode, nothingToDo, preview, settledLab, withSite } from "../lab/support";

const pool = { name: "tank", file: "/var/lib/tank.zpool", size: "256M" };
const data = { name: "tank/data", mountpoint: "/srv/data", properties: { quota: "100M", atime: "off" } };
const notes = { name: "tank/data/notes", properties: { recordsize: "16K" } };

describe("a node with datasets", function () {
  let lab: LabSettings;
  let node: LabNode;
  before(async () => ({ lab, leader: node } = await settledLab()));
  after(async () => {
    await nothingToDo(lab);
  });

  const declared = (datasets: readonly object[], work: () => Promise<void>) =>
    withSite(lab, { datasets, pool }, work);
  const zfs = async (name: string, of: string) =>
    (await mustInNode(node, "zfs", "get", "-Hp", "-o", "value,source", name, of)).trim().replace("\t", " ");

  it("neither runs ZFS nor asks for it before one is declared", async () => {
    assert.notEqual((await inMachine(node, ["systemctl", "is-active", "zfs-fuse"])).code, 0);
  });

  it("gets them without a drain or a lost query, on a pool that was made for them", async () => {
    await declared([notes, data], async () => {
      await lossless(lab, 200, async () => {
        const seen = (await preview(lab, node)).changed.filter((change) => !change.includes("-storage"));
        assert.deepEqual(seen, [], "nothing that serves is touched");
        await up(lab, node.name);
      });
      assert.equal(await zfs("quota", "tank/data"), "104857600 local");
      assert.equal(await zfs("mountpoint", "tank/data/notes"), "/srv/data/notes inherited from tank/data");
      assert.equal(changed((await up(lab, node.name)).changes), 0);
    });
  });

  it("shows in refresh what was changed by hand, and fixes exactly that", async () => {
    await declared([data, notes], async () => {
      await mustInNode(node, "sh", "-c", "echo kept > /srv/data/file");
      await mustInNode(node, "zfs", "set", "quota=1G", "tank/data");
      await mustInNode(node, "zfs", "inherit", "recordsize", "tank/data/notes");
      assert.deepEqual((await preview(lab, node, true)).changed, [
        `update ${node.name}-storage-tank/data`,
        `update ${node.name}-storage-tank/data/notes`,
      ]);
      await up(lab, node.name, ["--refresh"]);
      assert.equal(await zfs("quota", "tank/data"), "104857600 local");
      assert.equal(await zfs("recordsize", "tank/data/notes"), "16384 local");
      assert.equal(changed((await up(lab, node.name)).changes), 0);
    });
  });

  it("has them again after its power was cut", async () => {
    await cutPower(node);
    await bootMachine(lab, node);
    await allReady(lab);
    assert.equal(await mustInNode(node, "cat", "/srv/data/file"), "kept\n");
    await declared([data, notes], async () => {
      assert.equal(changed((await up(lab, node.name, ["--refresh"])).changes), 0);
    });
  });

  it("is not touched where its datasets cannot be: all problems at once", async () => {
    const bad = [
      { ...data, properties: { compresion: "lz4", quota: "much" } },
      { name: "other/x", mountpoint: "/etc/x" },
    ];
    await declared(bad, async () => {
      const { code, stdout, stderr } = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", node.name]);
      assert.notEqual(code, 0);
      for (const key of ["properties.compresion", "properties.quota", "datasets[1].mountpoint", "pool.name"])
        assert.ok((stdout + stderr).includes(key), key);
      assert.match(stdout + stderr, /Nothing was touched/);
    });
  });

  it("keeps one that holds data when it leaves the config, until it is allowed by name", async () => {
    await mustInNode(node, "sh", "-c", "echo kept > /srv/data/notes/file");
    await declared([data], async () => {
      const { code, stdout, stderr } = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", node.name]);
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, /tank\/data\/notes is kept: it holds files.*destroyDataset/s);
      assert.equal(await mustInNode(node, "cat", "/srv/data/notes/file"), "kept\n");
    });
    await withSite(lab, { datasets: [data], pool, destroyDataset: notes.name }, async () => {
      await up(lab, node.name);
      assert.notEqual((await inMachine(node, ["zfs", "list", notes.name])).code, 0);
    });
  });

  it("leaves them where the stack is destroyed, says so, and takes them back as they are", async () => {
    await declared([data], async () => {
      const { code, stdout, stderr } = await pulumi(lab, [
        "destroy",
        "--yes",
        "--skip-preview",
        "-s",
        node.name,
      ]);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, new RegExp(`The datasets stay on ${node.host}, .*tank/data`));
      assert.equal(await mustInNode(node, "cat", "/srv/data/file"), "kept\n");
      await up(lab, node.name);
      assert.equal(await mustInNode(node, "cat", "/srv/data/file"), "kept\n");
      await mustInNode(node, "rm", "/srv/data/file");
    });
    await up(lab, node.name); // The last one leaves the config, empty.
    assert.equal(await mustInNode(node, "zfs", "list", "-H", "-o", "name"), "tank\n");
    for (const { name } of lab.nodes) await up(lab, name);
    await allReady(lab);
  });
});
