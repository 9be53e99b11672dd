import assert from "node:assert/strict";
import path from "node:path";
import { bundle } from "../../lab/load/programs";
import { Dice } from "../../lab/dice";
import type { Change } from "../../lab/load/changes/change";
import { moves, planChanges } from "../../lab/load/changes/plan-changes";
import { itemsOf } from "../../lab/load/pihole-state";
import { tidying } from "../../lab/load/tidy";
import type { LabNode, LabSettings } from "../../lab/settings";
import { docker, until } from "../../lab/shell";
import { inClient } from "../../lab/cluster/client-machine";
import { channelPort, statusPort } from "../../runtime/contract/files";
import { agentExec, containers } from "../../runtime/contract/names";
import type { SyncDetails } from "../../runtime/agent/sync/sync-status";
import { Piholes, setting, writeBehindTheGuard } from "./piholes";
import type { Heard } from "./programs/channel";
import { restartsDuring } from "./restarts";
import { answerOf, awaitLeader, mustInNode, settledLab } from "./support";
import { keptNames, keptState, logged, syncOf } from "./sync-account";
import { lossless } from "./watch";

const withinMs = 10_000;

describe("sync of a deployed cluster", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    await piholes.equal(leader.pod, follower.pod);
  });

  after(() => piholes?.stop());

  it("brings a change of each kind on the leader to the follower within seconds", async () => {
    const before = await piholes.state(leader.pod);
    const made = async (changes: readonly Change[]) => {
      for (const change of changes)
        assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, withinMs), [], change.kind);
    };
    const planned = planChanges(new Dice(20), moves.length + 8);
    assert.equal(new Set(planned.map(({ kind }) => kind)).size, moves.length);
    await made(planned);
    await made(tidying(before, await piholes.state(leader.pod)));
    await piholes.equal(leader.pod, follower.pod);
  });

  it("refuses a change on a follower, and says where to make it", async () => {
    const group = "guarded";
    const write = { method: "POST", path: "/api/groups", body: { name: group } } as const;
    const { status, text } = await piholes.ask(follower.pod, write);
    const { error } = JSON.parse(text) as { error: { key: string; hint: string } };
    assert.deepEqual([status, error.key, error.hint], [409, "FOLLOWER_READONLY", `https://${lab.vip}/admin`]);
    assert.ok(!(group in (await piholes.state(leader.pod)).groups));
    await piholes.write(leader.pod, write);
    await piholes.write(lab.vip, { method: "DELETE", path: `/api/groups/${group}` });
  });

  it("refuses Pi-hole's DHCP server at the virtual IP, with the reason, and goes on answering", async () => {
    for (const write of [
      setting("dhcp.active", true),
      setting("misc.dnsmasq_lines", ["dhcp-range=10.0.0.5,10.0.0.9"]),
    ]) {
      const { status, text } = await piholes.ask(lab.vip, write);
      const { error } = JSON.parse(text) as { error: { key: string; message: string } };
      assert.deepEqual([status, error.key], [403, "DHCP_NOT_AVAILABLE"]);
      assert.match(error.message, /DNS would stop/);
    }
    const { settings } = await piholes.state(leader.pod);
    assert.notEqual(String(settings["dhcp.active"]), "true");
    assert.notEqual(await answerOf(lab.vip, "pi.hole"), "");
  });

  it("replaces what is changed on a follower past the guard, reports it, and keeps it", async () => {
    await piholes.equal(leader.pod, follower.pod);
    const from = Date.now();
    const domain = "past-the-guard.example";
    const path = "/api/domains/deny/exact";
    await writeBehindTheGuard(follower, { method: "POST", path, body: { domain } });
    const reported = await until("it is reported", withinMs, async () =>
      (await logged(follower, from, "sync.changed")).find((line) => JSON.stringify(line).includes(domain)),
    );
    const row = `${domain} (deny, exact)`;
    assert.deepEqual(reported.differences, [`domains: has besides ${row}`]);
    // The status is up to a second old.
    const lastChange = await until("the status has it", withinMs, async () => {
      const last = (await syncOf(follower)).lastChange;
      return last && last.kept === reported.kept ? last : undefined;
    });
    assert.deepEqual(lastChange.differences, ["domains: 1 besides"]);
    const told = JSON.parse(await mustInNode(follower, ...agentExec(), "sync", "--json")) as {
      details: SyncDetails;
    };
    assert.deepEqual(told.details.differences, reported.differences);
    assert.equal((await keptNames(follower))[0], reported.kept);
    const { state } = await keptState(follower, String(reported.kept));
    assert.ok(state.domains.some((kept) => kept.domain === domain));
    await piholes.equal(leader.pod, follower.pod);
    assert.ok(!(`deny exact ${domain}` in (await piholes.state(follower.pod)).domains));
  });

  it("tells nobody anything who does not have the cluster's secret", async () => {
    const program = await bundle(path.join(__dirname, "programs", "channel.ts"));
    const inAgent = ["exec", "-i", follower.container, "docker", "exec", "-i", containers.agent];
    const text = await docker([...inAgent, "node", "-", leader.pod], { stdin: program, timeoutMs: 20_000 });
    const { rightKey, ...others } = JSON.parse(text) as Heard;
    assert.equal(rightKey, 200);
    // A TLS alert is seven bytes long.
    for (const [way, said] of Object.entries(others))
      assert.ok(said.length <= 7 && !said.includes("HTTP"), `${way}: ${said}`);
  });

  it("drops what comes to its port from any but a peer", async () => {
    const reaches = async (port: number): Promise<string> => {
      const script = `const s = require("node:net").connect({ host: "${leader.pod}", port: ${port} });
        const end = (word) => { console.log(word); process.exit(); };
        s.on("connect", () => end("open")).on("error", (e) => end(e.code)).setTimeout(1500, () => end("silent"));`;
      return (await inClient(["node", "-e", script])).stdout.trim();
    };
    assert.deepEqual(await Promise.all([statusPort, channelPort].map(reaches)), ["open", "silent"]);
  });

  it("loses no query at the VIP for a setting that restarts Pi-hole, and restarts each one once", async () => {
    const alias = "alias.sync-lab.example";
    const host = "198.51.100.7 host.sync-lab.example";
    const { settings } = await piholes.state(leader.pod);
    const hosts = itemsOf(settings, "dns.hosts").filter((line) => line !== host);
    await piholes.write(lab.vip, setting("dns.hosts", [...hosts, host]));
    const aliases = itemsOf(settings, "dns.cnameRecords");
    const line = `${alias},host.sync-lab.example`;
    // What is left here is found by the next run, and goes there.
    const wanted = !aliases.includes(line);
    const changed = wanted ? [...aliases, line] : aliases.filter((each) => each !== line);
    const inForce = async (pod: string) => (await answerOf(pod, alias)).includes("198.51.100.7") === wanted;
    await lossless(lab, 200, async () => {
      const pods = [leader.pod, follower.pod];
      const restarts = await restartsDuring(piholes, pods, async () => {
        await piholes.write(lab.vip, setting("dns.cnameRecords", changed));
        for (const pod of pods) await until(`${pod} has it in force`, 60_000, () => inForce(pod));
        await awaitLeader(leader);
      });
      assert.deepEqual(restarts, [1, 1]);
    });
    await piholes.equal(leader.pod, follower.pod);
  });
});
