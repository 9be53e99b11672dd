import assert from "node:assert/strict";
import { changed, pulumi, up } from "../../lab/deploy/pulumi";
import { clusterOf } from "../../lab/cluster/cluster";
import { workingCopy } from "../../lab/load/branches";
import { dataFaults, holderOf } from "../../lab/cluster/data-health";
import { replicate, stateOf } from "../../lab/cluster/data-host";
import { serviceImage } from "../../lab/cluster/journal-image";
import type { LabNode } from "../../lab/settings";
import { until } from "../../lab/shell";
import { dataFiles } from "../../runtime/contract/files";
import {
  agentStatus,
  awaitLeader,
  configured,
  mustInNode,
  nothingToDo,
  preview,
  settledLab,
  withSite,
} from "../lab/support";
import { dataLab } from "./data-lab";

const movesMs = 240_000;

describe("a stack with data, on nodes that serve", function () {
  const lab = dataLab();
  let leader: LabNode;
  let other: LabNode;
  before(async () => {
    ({ leader, follower: other } = await settledLab());
    await whole(leader);
  });

  const states = async () => {
    const { nodes } = clusterOf(lab());
    const all = await Promise.all(nodes.map((node) => stateOf(node).catch(() => null)));
    return Object.fromEntries(nodes.map(({ name }, i) => [name, all[i]!]));
  };
  /** Waits until the data is whole, with this holder. */
  const whole = ({ name: holder }: LabNode) => {
    const copiedSince = Date.now();
    const node = clusterOf(lab()).nodes.find(({ name }) => name === holder)!;
    return until(`${holder} holds the data, and all follow`, movesMs, async () => {
      await replicate(node);
      return dataFaults(await states(), { holder, copiedSince }).length === 0 || undefined;
    });
  };
  const property = async (node: LabNode, name: string) =>
    (await mustInNode(node, "zfs", "get", "-Hp", "-o", "value", name, lab().data.root)).trim();
  const services = (node: LabNode) =>
    mustInNode(node, "docker", "ps", "--quiet", "--filter", "label=com.docker.compose.project");

  const serves = (node: LabNode) =>
    until(`${node.name} holds the data, and serves`, movesMs, async () => {
      const runs = holderOf(await states()) === node.name && (await services(node)) !== "";
      return runs || undefined;
    });
  const rowsOn = async ({ name }: LabNode) => {
    const node = clusterOf(lab()).nodes.find((one) => one.name === name)!;
    return (await workingCopy({ data: lab().data, image: serviceImage(lab()) }, node, 1)).journal.rows;
  };

  it("sees a cron line that was changed by hand, or is gone, and the next up fixes just that", async () => {
    const before = await mustInNode(leader, "cat", dataFiles.cron);
    for (const spoil of [`echo '# by hand' >> ${dataFiles.cron}`, `rm ${dataFiles.cron}`]) {
      await mustInNode(leader, "sh", "-c", spoil);
      const seen = (await preview(lab(), leader, true)).changed;
      assert.equal(seen.length, 1, seen.join());
      assert.match(seen[0]!, /^(update|create) .*-cron$/);
      await up(lab(), leader.name, ["--refresh"]);
      assert.equal(await mustInNode(leader, "cat", dataFiles.cron), before);
    }
    await nothingToDo(lab());
  });

  it("sees a property that was changed by hand, on the holder and on a replica, and fixes it there", async () => {
    for (const node of [leader, other]) {
      await mustInNode(node, "zfs", "set", "atime=on", lab().data.root);
      const seen = (await preview(lab(), node, true)).changed;
      assert.equal(seen.length, 1, seen.join());
      assert.match(seen[0]!, new RegExp(`^update .*-${lab().data.root}$`));
      await up(lab(), node.name, ["--refresh"]);
      assert.equal(await property(node, "atime"), "off");
    }
    assert.equal(await property(other, "readonly"), "on", "a replica stays one");
    await nothingToDo(lab());
    await whole(leader);
  });

  it("brings the data elsewhere with the VIP where a node is in maintenance, and back", async () => {
    await configured(lab(), leader, { maintenance: "true" }, async () => {
      await up(lab(), leader.name);
      await serves(other);
      assert.equal((await agentStatus(leader)).drainedBy, "maintenance");
      assert.equal(await services(leader), "");
      await nothingToDo(lab());
    });
    await up(lab(), leader.name);
    await awaitLeader(leader);
    await whole(leader);
  });

  it("refuses a config that cannot be with all its problems, and touches nothing", async () => {
    const { pool, root } = lab().data;
    const before = [await mustInNode(leader, "zfs", "get", "-Hp", "all", root), await services(leader)];
    const datasets = [
      { name: root, mountpoint: "/srv/lab", properties: { colour: "red" } },
      { name: `${pool}/second`, mountpoint: "/srv/lab" },
      { name: "elsewhere/data" },
    ];
    await withSite(lab(), { datasets, replicationInterval: 0 }, async () => {
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        const { code, stdout, stderr } = await pulumi(lab(), [...command, "-s", leader.name]);
        assert.notEqual(code, 0);
        const said = stdout + stderr;
        assert.match(said, /has \d+ problems\. Nothing was touched/);
        for (const word of [/colour/, /\/srv\/lab/, /elsewhere/, /replicationInterval/, /journal/])
          assert.match(said, word);
      }
    });
    // What ZFS counts goes on while the service writes; what is set does not.
    const set = (text: string) => text.split("\n").filter((line) => /\t(local|received)$/.test(line));
    assert.deepEqual(set(await mustInNode(leader, "zfs", "get", "-Hp", "all", root)), set(before[0]!));
    assert.equal(await services(leader), before[1]);
    await whole(leader);
  });

  it("hands the data on where it is destroyed, to the newest write, keeps its own, and goes on with it afterwards", async () => {
    const destroyed = await pulumi(lab(), ["destroy", "--yes", "--skip-preview", "-s", leader.name]);
    assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
    assert.equal(await services(leader), "");
    const left = await mustInNode(leader, "zfs", "list", "-H", "-o", "name", "-r", lab().data.root);
    assert.deepEqual(left.trim().split("\n"), [lab().data.root, lab().data.journal, lab().data.notes]);
    await serves(other);
    const rows = new Map(await rowsOn(other));
    const missing = (await rowsOn(leader)).filter(([seq, sum]) => rows.get(seq) !== sum);
    assert.deepEqual(missing, []);
    // The founder's secrets went with its stack: the others need an update as well.
    for (const { name } of lab().nodes) await up(lab(), name);
    await awaitLeader(leader);
    await whole(leader);
    for (const { name } of lab().nodes) assert.equal(changed((await up(lab(), name)).changes), 0);
  });
});
