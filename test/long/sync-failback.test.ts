import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { clusterOf } from "../../lab/cluster/cluster";
import { Dice } from "../../lab/dice";
import { planChanges } from "../../lab/load/changes/plan-changes";
import { itemsOf, type State } from "../../lab/load/pihole-state";
import { tidying } from "../../lab/load/tidy";
import { wildAddress } from "../../lab/images/internet/facts";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { cutPower, bootMachine } from "../../lab/cluster/machine";
import { misbehave } from "../lab/misbehavior";
import { Piholes, setting } from "../lab/piholes";
import { agentStatus, allReady, answerOf, awaitLeader, settledLab } from "../lab/support";
import { Watch } from "../lab/watch";

const name = "answer.sync-drill.example";
const [oldAnswer, newAnswer] = ["192.0.2.201", "192.0.2.202"] as const;
const changes = 50;
const seed = 7;
/** Well over the time after which a node that is healthy takes the VIP back. */
const notEqualMs = 25_000;

describe("a node that was off while much was changed", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;
  let start: State;
  let watch: Watch | undefined;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    await misbehave(leader, {});
    await piholes.equal(leader.pod, follower.pod);
    start = await piholes.state(leader.pod);
    await answers(oldAnswer);
    await piholes.equal(leader.pod, follower.pod);
  });

  after(async () => {
    try {
      await watch?.stop();
      await misbehave(leader, {});
      await awaitLeader(leader);
      for (const change of tidying(start, await piholes.state(leader.pod)))
        assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, 30_000), [], change.kind);
    } finally {
      await piholes.stop();
    }
  });

  const answers = async (address: string): Promise<void> => {
    const hosts = itemsOf((await piholes.state(lab.vip)).settings, "dns.hosts");
    const others = hosts.filter((line) => !line.endsWith(` ${name}`));
    await piholes.write(lab.vip, setting("dns.hosts", [...others, `${address} ${name}`]));
  };

  it("takes the VIP back only when it has all of it: no client is ever told the old answer again", async () => {
    // It comes back unable to read its own Pi-hole: it cannot know for a while that it is equal, and is not.
    await misbehave(leader, { "GET /api/domains": "500" });
    await cutPower(leader);
    await until(
      `${follower.name} leads`,
      30_000,
      async () => (await agentStatus(follower)).state === "leading",
    );
    for (const change of planChanges(new Dice(seed), changes - 1))
      // There is one Pi-hole at both addresses now: the change is made, and looked for where it was made.
      assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, 10_000), [], change.kind);
    await answers(newAnswer);
    await until("the answer has changed", 5_000, async () => (await answerOf(lab.vip, name)) === newAnswer);

    const asks = {
      cached: [{ name, address: newAnswer }],
      below: { name: "wild.example", address: wildAddress },
    };
    watch = await Watch.start({ ...clusterOf(lab), asks }, 200);
    const seen = await watch.during(async () => {
      await bootMachine(lab, leader);
      const waits = async () => (await agentStatus(leader)).state === "syncing";
      await until(`${leader.name} waits for what it has missed`, 60_000, waits);
      await delay(notEqualMs);
      assert.ok(await waits());
      assert.deepEqual(watch!.owners.current(), [follower.name]);

      await misbehave(leader, {});
      await allReady(lab);
      await watch!.leads(leader.name, 60_000);
      assert.deepEqual(await piholes.differences(follower.pod, leader.pod), []);
      await delay(3_000);
    });
    assert.ok(seen.sent > notEqualMs / 10, JSON.stringify(seen));
    assert.deepEqual([seen.wrong, seen.lost], [0, 0], JSON.stringify(seen));
    assert.equal(await answerOf(leader.pod, name), newAnswer);
  });
});
