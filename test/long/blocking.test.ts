import assert from "node:assert/strict";
import { piholeFolder } from "../../components/render/node-paths";
import type { State } from "../../lab/load/pihole-state";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inClient } from "../../lab/cluster/client-machine";
import { containers } from "../../runtime/contract/names";
import { misbehave } from "../lab/misbehavior";
import { Piholes } from "../lab/piholes";
import { agentStatus, allReady, awaitLeader, mustInNode, settledLab } from "../lab/support";
import { logged } from "../lab/sync-account";

/** Outside /etc/pihole: a start makes the files there 0640, and Pi-hole reads no such list. */
const list = "/lists/blocking.txt";
const names = 2_000;
const blocked = "ad7.blocking.example";
const healMs = 90_000;

interface Blocking {
  readonly blocking: { readonly state: string; readonly reason: string };
}
const blockingOf = async (node: LabNode) => ((await agentStatus(node)) as unknown as Blocking).blocking;

const database = `${piholeFolder}/gravity.db`;
const zeros = `dd if=/dev/zero of=${database} bs=4k seek=1 count=16 conv=notrunc 2>/dev/null`;
const damages = [
  ["64 KiB of zeros in it", zeros, /gravity\.db is damaged/],
  ["nothing in it", `truncate -s 0 ${database}`, /gravity\.db is empty/],
] as const;

/** Prints, for as long as the file is there, how each answer to the blocked name came out. */
const asking = (vip: string): string => `touch /tmp/asking; while [ -e /tmp/asking ]; do
  dig +noall +comments +answer +tries=1 +time=1 @${vip} ${blocked} A | grep -Eo 'status: [A-Z]*|0[.]0[.]0[.]0' | tail -1
  sleep 0.05
done`;

describe("a Pi-hole that answers and blocks nothing", function () {
  this.timeout(600_000);
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;
  let start: State;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    start = await piholes.state(leader.pod);
    const lines = `mkdir -p /lists; seq -f 'ad%.0f.blocking.example' ${names} >${list}; chmod -R a+rX /lists`;
    for (const node of lab.nodes)
      await mustInNode(node, "docker", "exec", containers.pihole, "sh", "-ec", lines);
    await piholes.write(lab.vip, {
      method: "POST",
      path: "/api/lists?type=block",
      body: { address: `file://${list}` },
    });
    await piholes.ask(lab.vip, { method: "POST", path: "/api/action/gravity", deadlineMs: 60_000 });
    for (const node of lab.nodes) await awaitBlocking(node);
  });

  after(async () => {
    for (const node of lab.nodes) await misbehave(node, {});
    await awaitLeader(leader);
    const item = { item: `file://${list}`, type: "block" };
    await piholes.ask(lab.vip, { method: "POST", path: "/api/lists:batchDelete", body: [item] });
    assert.ok(start);
    await piholes.stop();
  });

  afterEach(async () => {
    for (const node of lab.nodes) await misbehave(node, {});
    for (const node of lab.nodes) await awaitBlocking(node);
    await allReady(lab);
    await awaitLeader(leader);
  });

  const awaitBlocking = (node: LabNode): Promise<unknown> =>
    until(
      `${node.name} blocks`,
      healMs,
      async () => (await blockingOf(node)).state === "blocks" || undefined,
    );

  const awaitFailing = (node: LabNode, reason: RegExp): Promise<unknown> =>
    until(`${node.name} says why`, 30_000, async () => {
      const seen = await blockingOf(node);
      return (seen.state === "fails" && reason.test(seen.reason)) || undefined;
    });

  /** Stops a node's Pi-hole, does that to its folder, and starts it. */
  const damaged = (node: LabNode, script: string): Promise<string> =>
    mustInNode(
      node,
      "sh",
      "-ec",
      `docker stop --time 5 ${containers.pihole}; ${script}; docker start ${containers.pihole}`,
    );

  /** Does the work while a client asks the VIP for a blocked name; resolves to the answers that were not blocked. */
  async function unblocked(work: () => Promise<void>): Promise<string[]> {
    const loop = inClient(["sh", "-c", asking(lab.vip)]);
    try {
      await work();
    } finally {
      await inClient(["rm", "-f", "/tmp/asking"]);
    }
    const answers = (await loop).stdout.trim().split("\n");
    assert.ok(answers.filter((answer) => answer === "0.0.0.0").length > 20, "the client was answered");
    return answers.filter((answer) => /NOERROR|NXDOMAIN/.test(answer));
  }

  for (const [what, script, reason] of damages)
    for (const whose of ["follower", "leader"] as const)
      it(`(${whose}'s gravity.db with ${what}) is named, does not lead, and heals, while the VIP blocks`, async () => {
        const node = whose === "leader" ? leader : follower;
        const answers = await unblocked(async () => {
          await damaged(node, script);
          await awaitFailing(node, reason);
          assert.notEqual((await agentStatus(node)).state, "leading");
          await awaitBlocking(node);
          await awaitLeader(leader);
        });
        assert.deepEqual(answers, []);
      });

  it("(a fresh volume, and no names) is named, and heals when names resolve", async () => {
    const answers = await unblocked(async () => {
      await misbehave(follower, { names: "none" });
      await damaged(follower, `find ${piholeFolder} -mindepth 1 ! -name 'stand-in-*' -delete`);
      await awaitFailing(follower, /gravity\.db is missing/);
      await misbehave(follower, {});
      await awaitBlocking(follower);
    });
    assert.deepEqual(answers, []);
  });

  for (const [what, script, reason] of damages)
    it(`(both, with ${what}) heals on each node by itself`, async () => {
      await Promise.all(lab.nodes.map((node) => damaged(node, script)));
      await Promise.all(lab.nodes.map((node) => awaitFailing(node, reason)));
    });

  it("shows zeros after a start, which cost no gravity run and no error", async () => {
    for (const node of lab.nodes) await misbehave(node, { zeros: 800 });
    const from = Date.now();
    for (const node of [follower, leader]) {
      await mustInNode(node, "docker", "restart", "--time", "5", containers.pihole);
      await awaitBlocking(node);
      await allReady(lab);
    }
    for (const node of lab.nodes) {
      const events = await logged(node, from, "sync.changed");
      assert.deepEqual(
        events.filter((event) => JSON.stringify(event).includes("gravity: built")),
        [],
      );
    }
  });
});
