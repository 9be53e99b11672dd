import assert from "node:assert/strict";
import { changed, pulumi, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inMachine, cutPower, bootMachine } from "../../lab/cluster/machine";
import { containers } from "../../runtime/contract/names";
import { lossless } from "../lab/watch";
import {
  agentStatus,
  allReady,
  awaitLeader,
  configured,
  imageVariant,
  mustInNode,
  nothingToDo,
  preview,
  settledLab,
  withSite,
} from "../lab/support";

const qps = 1_000;

describe("work on a node that serves", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  before(async () => ({ lab, leader, follower } = await settledLab()));

  it("maintenance drains the leader without a lost query, and keeps it drained over a boot", async () => {
    await lossless(lab, qps, () =>
      configured(lab, leader, { maintenance: "true" }, async () => {
        const { changed: steps } = await preview(lab, leader);
        assert.deepEqual(steps, [`update ${leader.name}-drain`, `update ${leader.name}-serving`]);
        await up(lab, leader.name);
        await awaitLeader(follower);
        assert.equal((await agentStatus(leader)).drainedBy, "maintenance");
        await nothingToDo(lab);

        await cutPower(leader);
        await bootMachine(lab, leader);
        const drained = async () => (await agentStatus(leader)).state === "draining" || undefined;
        await until("it is drained again", 60_000, () => drained().catch(() => undefined));
        const warned = await pulumi(lab, ["preview", "-s", follower.name]);
        assert.match(warned.stdout, new RegExp(`${follower.name} must not be taken down now`));
        assert.match(warned.stdout, new RegExp(`${leader.name} is drained \\(by maintenance\\)`));
      }),
    );
  });

  it("and ends as losslessly when it is switched off again", async () => {
    await lossless(lab, qps, async () => {
      await up(lab, leader.name);
      await awaitLeader(leader);
    });
    await nothingToDo(lab);
  });

  it("an update with new images drains the leader, changes it and brings it back without a lost query", async () => {
    const runtimeImage = await imageVariant(lab, "runtime");
    const piholeImage = await imageVariant(lab, "pihole");
    for (const change of [{ runtimeImage }, { runtimeImage, piholeImage }])
      await withSite(lab, change, async () => {
        const { changed: steps } = await preview(lab, leader);
        assert.ok(steps.includes(`update ${leader.name}-drain`), steps.join());
        assert.ok(steps.includes(`update ${leader.name}-serving`), steps.join());
        await lossless(lab, qps, async () => {
          await up(lab, leader.name);
          await awaitLeader(leader);
        });
        assert.equal(changed((await up(lab, leader.name)).changes), 0);
      });
    await lossless(lab, qps, async () => {
      await up(lab, leader.name);
      await awaitLeader(leader);
    });
  });

  it("an update that fails on the way leaves the node drained; the next one goes on and brings it back", async () => {
    await lossless(lab, qps, async () => {
      const { keepalived, pod } = containers;
      await withSite(lab, { failbackDelay: 11, advertInterval: 0.06 }, async () => {
        // Another container has the name that the new one is to have.
        await mustInNode(leader, "docker", "rename", keepalived, "earlier-name");
        const image = await mustInNode(leader, "docker", "inspect", "-f", "{{.Image}}", pod);
        await mustInNode(leader, "docker", "create", "--name", keepalived, image.trim());
        const failed = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", leader.name]);
        assert.notEqual(failed.code, 0);
        assert.equal((await agentStatus(leader)).drainedBy, "update");
        await awaitLeader(follower);
        await mustInNode(leader, "docker", "rm", keepalived);
        await up(lab, leader.name);
        await awaitLeader(leader);
      });
      await up(lab, leader.name);
      await awaitLeader(leader);
    });
    await nothingToDo(lab);
  });

  it("is refused on the last node that answers, with the reason, and allowed once by a word", async () => {
    await mustInNode(follower, "docker", "exec", containers.agent, "ha-dns", "drain");
    try {
      await configured(lab, leader, { maintenance: "true" }, async () => {
        const refused = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", leader.name]);
        assert.notEqual(refused.code, 0);
        assert.match(refused.stdout, /last node that answers, and has not been touched/);
        assert.match(refused.stdout, new RegExp(`${follower.name}: out, by hand`));
        assert.equal((await agentStatus(leader)).state, "leading");

        await pulumi(lab, ["config", "set", "force", "now", "-s", leader.name]);
        await up(lab, leader.name);
        assert.equal((await agentStatus(leader)).state, "draining");
        // The word has been used: it does not allow it a second time.
        await pulumi(lab, ["config", "set", "maintenance", "false", "-s", leader.name]);
        await up(lab, leader.name);
        await awaitLeader(leader);
        await pulumi(lab, ["config", "set", "maintenance", "true", "-s", leader.name]);
        const again = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", leader.name]);
        assert.match(again.stdout, /"now" has been used/);
      });
    } finally {
      await inMachine(follower, ["docker", "exec", containers.agent, "ha-dns", "undrain"]);
    }
    await up(lab, leader.name);
    await allReady(lab);
    await nothingToDo(lab);
  });
});
