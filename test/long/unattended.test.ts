import assert from "node:assert/strict";
import { z } from "zod";
import { clusterOf } from "../../lab/cluster/cluster";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { cutPower, bootMachine } from "../../lab/cluster/machine";
import { agentExec } from "../../runtime/contract/names";
import { misbehave } from "../lab/misbehavior";
import { Piholes, setting } from "../lab/piholes";
import { allReady, awaitLeader, mustInNode, settledLab } from "../lab/support";
import { syncOf } from "../lab/sync-account";
import { Watch } from "../lab/watch";

const fatal = 77;
const takenBackMs = 120_000;
const pauseSeconds = 90;

const cacheSize = z.object({
  config: z.object({ dns: z.object({ cache: z.object({ size: z.number() }) }) }),
});
const blocking = z.object({ blocking: z.string() });

describe("what nobody stays awake for", function () {
  this.timeout(900_000);
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
  });

  afterEach(async () => {
    for (const node of lab.nodes) await misbehave(node, {});
    await allReady(lab);
    await awaitLeader(leader);
  });

  after(() => piholes.stop());

  async function answer(address: string, path: string): Promise<unknown> {
    const { status, text } = await piholes.ask(address, { method: "GET", path });
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  const sizeAt = async (address: string): Promise<number> =>
    cacheSize.parse(await answer(address, "/api/config/dns/cache/size")).config.dns.cache.size;

  describe("a setting with which Pi-hole does not start", () => {
    it("is taken back by itself, is told, does not reach the other node, and DNS is answered meanwhile", async () => {
      const before = await sizeAt(lab.vip);
      for (const node of lab.nodes) await misbehave(node, { fatal: { "dns.cache.size": String(fatal) } });
      const watch = await Watch.start(clusterOf(lab), 200);
      try {
        const seen = await watch.during(async () => {
          await watch.answered();
          await piholes.write(lab.vip, setting("dns.cache.size", fatal));
          await until(`${leader.name} tells what was taken back`, takenBackMs, async () =>
            (await syncOf(leader)).error.includes("dns.cache.size taken back"),
          );
          const checked = await mustInNode(follower, ...agentExec(), "check");
          assert.match(checked, /^ok {3}own-name/m);
        });
        // One failover, as for any crash of Pi-hole.
        assert.ok(seen.outageMs < 1_000, JSON.stringify(seen));
        await allReady(lab);
        assert.equal(await sizeAt(leader.pod), before);
        assert.equal(await sizeAt(follower.pod), before);
        assert.match(
          await mustInNode(leader, ...agentExec(), "check", "--wait", "30"),
          /dns\.cache\.size taken back/,
        );
      } finally {
        await watch.stop();
      }
    });
  });

  describe("blocking that is off for some time", () => {
    const stateAt = async (address: string): Promise<string> =>
      blocking.parse(await answer(address, "/api/dns/blocking")).blocking;

    it("is on again in time, also if every node loses its power in between", async () => {
      const body = { blocking: false, timer: pauseSeconds };
      await piholes.write(lab.vip, { method: "POST", path: "/api/dns/blocking", body });
      const end = Date.now() + pauseSeconds * 1_000;
      await until("both are off", 20_000, async () =>
        (await Promise.all(lab.nodes.map(({ pod }) => stateAt(pod)))).every((state) => state === "disabled"),
      );
      await Promise.all(lab.nodes.map(cutPower));
      await Promise.all(lab.nodes.map((node) => bootMachine(lab, node)));
      await allReady(lab);
      const late = () => Math.max(0, end - Date.now()) + 30_000;
      for (const { name, pod } of lab.nodes)
        await until(`${name} blocks again`, late(), async () => (await stateAt(pod)) === "enabled");
    });
  });
});
