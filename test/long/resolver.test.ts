import assert from "node:assert/strict";
import { shiftClock } from "../../lab/faults/clock-jump";
import { pidsOf } from "../../lab/cluster/node";
import { distinctName, timeServers } from "../../lab/images/internet/facts";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inMachine } from "../../lab/cluster/machine";
import { setProvider } from "../../lab/cluster/outside";
import { agentExec, containers } from "../../runtime/contract/names";
import { agentStatus, allReady, answerOf, awaitLeader, mustInNode, settledLab } from "../lab/support";

const behind = -40_000_000;
let asked = 0;

/** Asks for so many names that nobody has asked for, one after the other; gives how many had their address. */
async function newNames(server: string, count: number): Promise<number> {
  let good = 0;
  for (let i = 0; i < count; i++) {
    const { name, address } = distinctName(asked++, `resolver${process.pid}`);
    if ((await answerOf(server, name)) === address) good++;
  }
  return good;
}

const recursionOf = async (node: LabNode): Promise<string> => (await agentStatus(node)).recursion;

async function shift(node: LabNode, names: readonly string[], seconds: number): Promise<void> {
  const pids = await Promise.all(names.map((name) => pidsOf(node, name)));
  await shiftClock(node, pids.flat(), seconds);
}

describe("resolvers", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  before(async () => {
    ({ lab, leader, follower } = await settledLab());
  });

  it("one whose clock is wrong spoils no name, says so, and its node yields until the clock is right", async () => {
    await shift(leader, [containers.unbound], behind);
    // As after a boot: what it has found right before, it does not look at again.
    const unbound = ["docker", "exec", containers.unbound, "unbound-control"];
    await mustInNode(leader, ...unbound, "-c", "/etc/unbound/unbound.conf", "flush_zone", ".");
    try {
      assert.equal(await newNames(lab.vip, 20), 20);
      await until("it is named", 30_000, async () =>
        /clock-wrong|validation/.test(await recursionOf(leader)),
      );
      await awaitLeader(follower);
      const { code, stdout } = await inMachine(leader, [...agentExec(), "check"]);
      assert.equal(code, 1);
      assert.match(stdout, /FAIL clock: /);
      assert.equal(await newNames(lab.vip, 20), 20);
    } finally {
      await shift(leader, [containers.unbound], 0);
    }
    await until("it is well", 60_000, async () => (await recursionOf(leader)) === "ok");
    await allReady(lab);
    await awaitLeader(leader);
  });

  it("all with clocks that are far behind still give the names of time servers, and are well when the clocks are", async () => {
    const all = Object.values(containers);
    try {
      for (const node of lab.nodes) await shift(node, all, behind);
      await until("it is named", 30_000, async () => (await recursionOf(leader)) === "clock-wrong");
      for (const { name, address } of timeServers) assert.equal(await answerOf(lab.vip, name), address);
      const { stdout } = await inMachine(leader, [...agentExec(), "check"]);
      assert.match(stdout, /FAIL clock: the clock is behind: it shows 2\d{3}-/);
    } finally {
      for (const node of lab.nodes) await shift(node, all, 0);
    }
    await until("names resolve", 60_000, async () => (await newNames(lab.vip, 1)) === 1);
    assert.equal(await newNames(lab.vip, 20), 20);
    await allReady(lab);
  });

  it("resolve new names within 10 s of the provider's return, also where they were started without it", async () => {
    await setProvider("off");
    try {
      const off = Date.now();
      await until("it is seen", 12_000, async () => (await recursionOf(leader)) === "upstream-failing");
      process.stdout.write(`    seen after ${Date.now() - off} ms\n`);
      for (const node of lab.nodes) await mustInNode(node, "docker", "restart", containers.unbound);
      const restarted = Date.now();
      // One name a second: Unbound gathers what an outage teaches it.
      await until("a minute is over", 90_000, async () => {
        await newNames(lab.vip, 1);
        return Date.now() - restarted > 60_000;
      });
    } finally {
      await setProvider("on");
    }
    const back = Date.now();
    await until("a new name resolves", 10_000, async () => (await newNames(lab.vip, 1)) === 1);
    process.stdout.write(`    a new name resolves after ${Date.now() - back} ms\n`);
    assert.equal(await newNames(lab.vip, 20), 20);
    await allReady(lab);
  });
});
