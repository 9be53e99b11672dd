import assert from "node:assert/strict";
import { hostLine, aliasLine } from "../../lab/load/changes/marks";
import { itemsOf, type State } from "../../lab/load/pihole-state";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { unitName } from "../../components/render/node-paths";
import { misbehave } from "../lab/misbehavior";
import { Piholes, setting } from "../lab/piholes";
import { allReady, answerOf, awaitLeader, mustInNode, settledLab } from "../lab/support";
import { logged, syncOf } from "../lab/sync-account";
import { lossless } from "../lab/watch";

const queriesPerSecond = 200;
const key = "dns.cnameRecords";

describe("a Pi-hole that hangs at the restart for a setting", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;
  let start: State;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    await piholes.equal(leader.pod, follower.pod);
    start = await piholes.state(leader.pod);
    const hosts = itemsOf(start.settings, "dns.hosts");
    await piholes.write(lab.vip, setting("dns.hosts", [...hosts, hostLine(1), hostLine(2)]));
  });

  after(async () => {
    try {
      for (const node of lab.nodes) await misbehave(node, {});
      // One item at a time: a table that is emptied at once would wait for a person.
      for (const each of [key, "dns.hosts"]) {
        const added = itemsOf((await piholes.state(leader.pod)).settings, each).filter(
          (item) => !itemsOf(start.settings, each).includes(item),
        );
        for (const item of added) {
          const now = itemsOf((await piholes.state(lab.vip)).settings, each);
          await piholes.write(
            lab.vip,
            setting(
              each,
              now.filter((one) => one !== item),
            ),
          );
          await piholes.equal(leader.pod, follower.pod, 90_000);
        }
      }
    } finally {
      await piholes.stop();
    }
  });

  const cases = [
    ["the follower's", 1, () => follower],
    ["the leader's", 2, () => leader],
  ] as const;
  for (const [whose, n, nodeOf] of cases)
    it(`(${whose}) has its container restarted, while no query at the VIP is lost`, async () => {
      const node = nodeOf();
      const from = Date.now();
      await misbehave(node, { restart: "hang" });
      await lossless(lab, queriesPerSecond, async () => {
        const aliases = itemsOf((await piholes.state(lab.vip)).settings, key);
        await piholes.write(lab.vip, setting(key, [...aliases, aliasLine(n)]));
        await until("the hang is noticed", 120_000, async () => (await logged(node, from, "pihole.hung"))[0]);
        await misbehave(node, {});
        for (const { pod } of lab.nodes)
          await until(`${pod} has the setting in force`, 180_000, async () =>
            (await answerOf(pod, aliasLine(n).split(",")[0]!)).includes(hostLine(n).split(" ")[0]!),
          );
        await piholes.equal(leader.pod, follower.pod, 90_000);
        await allReady(lab);
        await awaitLeader(leader);
      });
      const since = `--since=@${Math.floor(from / 1000)}`;
      const journal = await mustInNode(node, "journalctl", "-u", unitName, since, "--no-pager", "-o", "cat");
      assert.match(journal, /restarting ha-dns-pihole: its own restart has not come back/);
      for (const each of lab.nodes) assert.equal((await syncOf(each)).error, "", each.name);
    });
});
