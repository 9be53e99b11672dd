import assert from "node:assert/strict";
import { clusterOf } from "../../lab/cluster/cluster";
import { deafen, hear } from "../../lab/cluster/partition";
import { compareStates } from "../../lab/checks/compare-piholes";
import { clientAddress, domainName, domainPattern, groupName, hostLine } from "../../lab/load/changes/marks";
import { itemsOf, type State } from "../../lab/load/pihole-state";
import { tidying } from "../../lab/load/tidy";
import type { LabNode, LabSettings } from "../../lab/settings";
import { Piholes, setting } from "../lab/piholes";
import { allReady, awaitLeader, settledLab } from "../lab/support";
import { keptState, logged, syncOf } from "../lab/sync-account";

describe("changes on both sides of a partition", function () {
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
    const body = { domain: [1, 2].map(domainName), comment: "of both" };
    await piholes.write(lab.vip, { method: "POST", path: "/api/domains/deny/exact", body });
    await piholes.equal(leader.pod, follower.pod);
  });

  after(async () => {
    try {
      await Promise.all(lab.nodes.map(hear));
      await allReady(lab);
      for (const change of tidying(start, await piholes.state(leader.pod)))
        assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, 30_000), [], change.kind);
    } finally {
      await piholes.stop();
    }
  });

  /** What a person does at one side: something of each kind is added, changed and deleted. */
  async function work({ pod }: LabNode, n: number): Promise<void> {
    const write = (method: "POST" | "PUT" | "DELETE", path: string, body?: object) =>
      piholes.write(pod, { method, path, body });
    await write("POST", "/api/groups", { name: groupName(n), comment: `side ${n}` });
    const groups = [await piholes.groupId(pod, groupName(n))];
    await write("POST", "/api/domains/allow/regex", { domain: domainPattern(n), groups });
    await write("POST", "/api/clients", { client: clientAddress(n), groups });
    await write("PUT", `/api/domains/deny/exact/${domainName(1)}`, {
      type: "deny",
      kind: "exact",
      comment: `side ${n}`,
      enabled: false,
    });
    const others = itemsOf(start.settings, "dns.hosts");
    await piholes.write(pod, setting("dns.hosts", [...others, hostLine(n)]));
    await piholes.write(pod, setting("dns.blockTTL", n));
  }

  it("end as the leader's everywhere; the other side's are kept, and said", async () => {
    const cluster = clusterOf(lab);
    await Promise.all(cluster.nodes.map((node) => deafen(cluster, node)));
    await Promise.all([leader, follower].map(awaitLeader));
    await work(leader, 60);
    await work(follower, 70);
    await piholes.write(follower.pod, {
      method: "DELETE",
      path: `/api/domains/deny/exact/${domainName(2)}`,
    });
    const [wins, loses] = [await piholes.state(leader.pod), await piholes.state(follower.pod)];
    assert.notDeepEqual(compareStates(wins, loses), []);

    const from = Date.now();
    await Promise.all(cluster.nodes.map(hear));
    await piholes.equal(leader.pod, follower.pod);
    await awaitLeader(leader);
    await allReady(lab);
    for (const node of [leader, follower])
      assert.deepEqual(compareStates(wins, await piholes.state(node.pod)), [], node.name);

    assert.deepEqual(await logged(leader, from, "sync.changed"), []);
    const [reported, ...more] = await logged(follower, from, "sync.changed");
    assert.deepEqual(more, []);
    const differences = reported?.differences as string[];
    for (const own of [groupName(70), domainPattern(70), clientAddress(70), hostLine(70), domainName(2)])
      assert.ok(differences.join().includes(own), `${own} in ${differences.join("; ")}`);
    const { lastChange, error } = await syncOf(follower);
    assert.deepEqual([lastChange?.kept, error], [reported?.kept, ""]);
    const { state } = await keptState(follower, String(reported?.kept));
    assert.deepEqual(
      state.domains.map(({ type, kind, domain }) => `${type} ${kind} ${domain}`).sort(),
      Object.keys(loses.domains).sort(),
    );
    assert.deepEqual(state.clients.map(({ client }) => client).sort(), Object.keys(loses.clients).sort());
    assert.deepEqual(state.settings["dns.hosts"], itemsOf(loses.settings, "dns.hosts"));
    assert.equal(state.domains.find(({ domain }) => domain === domainName(1))?.comment, "side 70");
  });
});
