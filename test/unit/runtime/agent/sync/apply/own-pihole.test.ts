import assert from "node:assert/strict";
import type { PiholeRequest } from "../../../../../../runtime/agent/pihole/pihole-request";
import { OwnPihole } from "../../../../../../runtime/agent/sync/apply/own-pihole";
import { ReadError } from "../../../../../../runtime/agent/sync/read/read-answer";
import { ModelConfig } from "../model/config";
import { ModelPihole } from "../model/pihole";
import { ModelTables } from "../model/tables";

const alwaysThere = ["dns.hosts", "dns.cnameRecords", "dhcp.hosts"] as const;
const none = { total: 0, enabled: 0 };

/** A Pi-hole that has started a moment ago: it counts its tables only after so many reads. */
class StartingPihole {
  reads = 0;
  private readonly model = new ModelPihole(
    new ModelTables(5),
    new ModelConfig(new Map(alwaysThere.map((key) => [key, { value: [], restarts: false, forced: false }]))),
  );

  constructor(
    private readonly countsAfter: number,
    private readonly unknown: number,
  ) {}

  ask({ path }: PiholeRequest): Promise<{ status: number; body: unknown }> {
    return Promise.resolve({ status: 200, body: this.answer(path) });
  }

  private answer(path: string): unknown {
    const name = path.split("?")[0];
    const known = this.reads >= this.countsAfter;
    if (name === "/api/stats/summary") {
      this.reads++;
      const [last_update, domains_being_blocked] = known ? [1_700_000_000, 1_000] : [this.unknown, 0];
      return { gravity: { last_update, domains_being_blocked } };
    }
    const { groups, lists, domains, clients, config, blocking } = this.model.answers();
    const ftl = {
      uptime: 400,
      database: {
        gravity: known ? 1_000 : 0,
        groups: known ? 1 : 0,
        lists: 0,
        clients: 0,
        domains: { allowed: none, denied: none },
        regex: { allowed: none, denied: none },
      },
    };
    const answers: Record<string, unknown> = {
      "/api/groups": groups,
      "/api/lists": lists,
      "/api/domains": domains,
      "/api/clients": clients,
      "/api/config": config,
      "/api/dns/blocking": blocking,
      "/api/info/ftl": { ftl },
    };
    return answers[name!];
  }
}

describe("a node's own Pi-hole", () => {
  let seen: number[];
  const own = (pihole: StartingPihole): OwnPihole =>
    new OwnPihole(
      pihole,
      { token: () => "same" },
      { seen: (updated, lists) => (seen.push(updated), { generation: `pi2 ${updated}`, lists }) },
      {
        settingsFile: () => "",
        refused: () => ({}),
        except: () => [],
        timer: { look: () => Promise.resolve(false) },
      },
      1,
    );
  beforeEach(() => (seen = []));

  for (const unknown of [0, -1])
    it(`is read again while it says ${unknown} of its gravity after a start, and that is not recorded`, async () => {
      const { state } = await own(new StartingPihole(2, unknown)).read();
      assert.deepEqual([state.gravity.generation, state.gravity.domains], ["pi2 1700000000", 1_000]);
      assert.deepEqual(seen, [1_700_000_000]);
    });

  it("cannot be read while it does not know its gravity", async () => {
    await assert.rejects(own(new StartingPihole(100, 0)).read(), ReadError);
    await assert.rejects(own(new StartingPihole(100, 0)).gravityBuiltAt(), /does not know its gravity yet/);
    assert.deepEqual(seen, []);
  });

  it("says when its gravity was built only if it knows", async () => {
    assert.equal(await own(new StartingPihole(2, 0)).gravityBuiltAt(), 1_700_000_000);
  });
});
