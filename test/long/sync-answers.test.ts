import assert from "node:assert/strict";
import { compareStates } from "../../lab/checks/compare-piholes";
import { clientAddress, domainName, groupName, hostLine, listAddress } from "../../lab/load/changes/marks";
import { itemsOf, type State } from "../../lab/load/pihole-state";
import { tidying } from "../../lab/load/tidy";
import { misdeeds } from "../../lab/standins/pihole/src/misbehavior";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { misbehave } from "../lab/misbehavior";
import { Piholes, setting, type Write } from "../lab/piholes";
import { agentStatus, settledLab } from "../lab/support";
import { syncOf } from "../lab/sync-account";

/** Requests whose answers are what a follower is told. */
const reads = ["/api/groups", "/api/lists", "/api/domains", "/api/clients", "/api/config"] as const;
/** A read waits for its answer for 10 s, and a follower that could not have one asks again within 15 s. */
const noticedMs = 40_000;
const healedMs = 40_000;

describe("a follower whose leader's Pi-hole answers wrongly", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;
  let start: State;
  let turn = 0;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    await misbehave(leader, {});
    await piholes.equal(leader.pod, follower.pod);
    start = await piholes.state(leader.pod);
    await tidy();
    const post = (path: string, body: object) => piholes.write(lab.vip, { method: "POST", path, body });
    await post("/api/groups", { name: groupName(1) });
    await post("/api/lists?type=block", { address: listAddress(1) });
    await post("/api/domains/deny/exact", { domain: domainName(1) });
    await post("/api/clients", { client: clientAddress(1) });
    await hosts(hostLine(1));
    await piholes.equal(leader.pod, follower.pod);
  });

  afterEach(async () => {
    await misbehave(leader, {});
    await piholes.equal(leader.pod, follower.pod, healedMs);
  });
  after(async () => {
    if (piholes) await tidy().finally(() => piholes.stop());
  });

  async function tidy(): Promise<void> {
    for (const change of tidying(start, await piholes.state(leader.pod)))
      assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, 30_000), [], change.kind);
  }

  async function hosts(line: string): Promise<void> {
    const others = itemsOf(start.settings, "dns.hosts");
    await piholes.write(lab.vip, setting("dns.hosts", [...others, line]));
  }

  /** A change of something that is neither of the tables nor settings, so that the leader reads all of them anew. */
  const change = (): Write => ({
    method: "PUT",
    path: `/api/domains/deny/exact/${domainName(1)}`,
    body: { type: "deny", kind: "exact", comment: `turn ${++turn}`, enabled: true },
  });

  for (const read of reads)
    for (const misdeed of misdeeds)
      it(`(${misdeed} to GET ${read}) keeps what it has, says why, and is equal when that is over`, async () => {
        const before = await piholes.state(follower.pod);
        await misbehave(leader, { [`GET ${read}`]: misdeed });
        await piholes.write(lab.vip, change());
        const why = await until("the reason is reported", noticedMs, async () => {
          const { error, refused } = await syncOf(follower);
          return error || refused?.removals.join();
        });
        assert.match(why, new RegExp(`${read}|${read.slice("/api/".length)}|dns.hosts`));
        assert.deepEqual(compareStates(before, await piholes.state(follower.pod)), []);
        assert.equal((await agentStatus(leader)).state, "leading");

        await misbehave(leader, {});
        await piholes.equal(leader.pod, follower.pod, healedMs);
        await until("nothing is reported any more", healedMs, async () => {
          const { error, refused } = await syncOf(follower);
          return error === "" && refused === null;
        });
        assert.notDeepEqual(compareStates(before, await piholes.state(follower.pod)), []);
      });
});
