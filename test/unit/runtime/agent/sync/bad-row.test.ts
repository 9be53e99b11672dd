import assert from "node:assert/strict";
import { asideWords } from "../../../../../runtime/agent/sync/model/aside";
import type { Follower } from "../../../../../runtime/agent/sync/follower/follower";
import type { Publisher } from "../../../../../runtime/agent/sync/leader/publisher";
import { StandIn } from "./stand-in";
import { until as untilSo } from "../../../../../lab/shell";

const good = Array.from({ length: 999 }, (_, i) => ({ domain: `ads${String(i).padStart(3, "0")}.example` }));
const names = good.map(({ domain }) => domain);

/** Among 1,000 rows the one that cannot be synced, and what is said of it. */
const bad: readonly {
  readonly what: string;
  readonly plant: (leader: StandIn, other: StandIn) => void;
  readonly says: RegExp;
}[] = [
  {
    what: "a comment longer than a request",
    plant: (leader) => leader.plant([{ domain: "long.example", comment: "x".repeat(70_000) }]),
    says: /^domains: long\.example \(deny, exact\): \d+ bytes are more than Pi-hole takes in one request$/,
  },
  {
    what: "a regex that is not valid",
    plant: (leader) => leader.plant([{ domain: "ads(((", type: 3 }]),
    says: /^domains: ads\(\(\( \(deny, regex\): .*Regex validation failed/,
  },
  {
    what: "a name that is no domain in any script",
    plant: (leader) => leader.plant([{ domain: "äöü{{{.com" }]),
    says: /^domains: äöü\{\{\{\.com \(deny, exact\): .*Invalid domain/,
  },
  {
    what: "a name that Pi-hole spells otherwise",
    plant: (leader) => leader.plant([{ domain: "ÄPFEL.example" }]),
    says: /^domains: ÄPFEL\.example \(deny, exact\): Pi-hole spells it otherwise$/,
  },
  {
    what: "a name that is no text",
    plant: ({ database }) =>
      database.exec("INSERT INTO domainlist (domain, type) VALUES (CAST(x'ff616473' AS TEXT), 1)"),
    says: /^domains: \ufffdads \(deny, exact\): has characters that are no text/,
  },
  {
    what: "a name with a space",
    plant: (leader) => leader.plant([{ domain: "two words.example" }]),
    says: /Spaces, newlines and tabs are not allowed/,
  },
  {
    what: "a row that one follower refuses",
    plant: (leader, { database }) => {
      leader.plant([{ domain: "not-there.example" }]);
      database.exec(
        `CREATE TRIGGER no BEFORE INSERT ON domainlist WHEN NEW.domain = 'not-there.example'
           BEGIN SELECT RAISE(ABORT, 'this node has no such names'); END`,
      );
    },
    says: /^domains: not-there\.example \(deny, exact\): this node has no such names$/,
  },
  {
    what: "a membership in a group that is gone",
    plant: (leader) => {
      leader.plant([{ domain: "orphan.example" }]);
      leader.database.exec(
        `PRAGMA foreign_keys = OFF;
         INSERT INTO domainlist_by_group (domainlist_id, group_id)
           SELECT id, 77 FROM domainlist WHERE domain = 'orphan.example'`,
      );
    },
    says: /^domains: orphan\.example \(deny, exact\): is in group 77, which is not there$/,
  },
];

describe("one bad row among 1,000", function () {
  this.timeout(60_000);
  let leader: StandIn;
  let other: StandIn;
  let publisher: Publisher;
  let follower: Follower;
  let now: number;

  beforeEach(async () => {
    now = 0;
    [leader, other] = [await new StandIn("pi1").start(), await new StandIn("pi2").start()];
    publisher = leader.publisher();
    follower = other.follower(publisher, () => now);
  });
  afterEach(async () => {
    publisher.forget();
    await follower.stop();
    leader.stop();
    other.stop();
  });

  const until = (done: () => boolean) => untilSo(() => JSON.stringify(follower.seen()), 30_000, done, 10);
  const told = (): string[] => {
    const { here, leader } = follower.seen().aside;
    return [...here, ...leader].map(asideWords);
  };

  for (const { what, plant, says } of bad)
    it(`(${what}) is named, and the 999 others follow`, async () => {
      leader.plant(good);
      other.plant(good.slice(0, 900));
      plant(leader, other);
      follower.start();
      await until(() => follower.seen().equalAt !== undefined);
      assert.deepEqual(
        other.domains().filter((name) => !name.startsWith("xn--")),
        names,
      );
      assert.equal(told().length, 1);
      assert.match(told()[0]!, says);
      assert.deepEqual([follower.seen().error, follower.seen().lacks], ["", ""]);
    });

  it("keeps no later row, table, setting or deletion from following, nor blocking", async () => {
    leader.plant([...good.slice(0, 15), { domain: "ads(((", type: 3 }]);
    other.plant([{ domain: "old.example" }]);
    const ask = leader.parts().pihole;
    await ask.ask({ method: "POST", path: "/api/clients", body: { client: "10.0.0.9" } });
    const config = { config: { dns: { hosts: ["10.0.0.1 nas"] } } };
    await ask.ask({ method: "PATCH", path: "/api/config", body: config });
    leader.active = false;
    follower.start();
    await until(() => follower.seen().equalAt !== undefined);
    const { state } = await other.parts().own.read();
    assert.deepEqual(
      [other.domains(), state.clients.map(({ client }) => client), state.settings["dns.hosts"], other.active],
      [names.slice(0, 15), ["10.0.0.9"], ["10.0.0.1 nas"], false],
    );
  });

  it("is one local record, and the others follow", async () => {
    leader.store.install(new Map([["dns.hosts", ["10.0.0.1 nas", "10.0.0.300 tv", "10.0.0.3 printer"]]]));
    other.store.install(new Map([["dns.hosts", ["10.0.0.1 nas"]]]));
    follower.start();
    await until(() => follower.seen().equalAt !== undefined);
    const { state } = await other.parts().own.read();
    assert.deepEqual(state.settings["dns.hosts"], ["10.0.0.1 nas", "10.0.0.3 printer"]);
    assert.match(told().join(), /^dns\.hosts: 10\.0\.0\.300 tv: /);
  });

  it("is more than a few: then the node is not its leader's equal", async () => {
    leader.plant(good.slice(0, 101));
    other.database.exec(
      "CREATE TRIGGER no BEFORE INSERT ON domainlist BEGIN SELECT RAISE(ABORT, 'no more rows'); END",
    );
    follower.start();
    await until(() => follower.seen().lacks !== "");
    assert.deepEqual(
      [follower.seen().lacks, follower.seen().equalAt],
      ["101 rows are refused by this node's Pi-hole", undefined],
    );
  });

  it("is none where the database cannot be written: all of it is tried again", async () => {
    leader.plant(good.slice(0, 3));
    other.database.exec(
      "CREATE TRIGGER no BEFORE INSERT ON domainlist BEGIN SELECT RAISE(ABORT, 'database is locked'); END",
    );
    follower.start();
    await until(() => follower.seen().counts.errors > 0);
    assert.deepEqual([told(), follower.seen().equalAt], [[], undefined]);
    other.database.exec("DROP TRIGGER no");
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual(other.domains(), names.slice(0, 3));
  });

  it("is left as the follower has it where the leader cannot send it", async () => {
    other.plant(good);
    leader.plant([...good, { domain: "long.example", comment: "x".repeat(70_000) }]);
    other.plant([{ domain: "long.example", comment: "of last year" }]);
    follower.start();
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual(other.domains(), [...names, "long.example"]);
  });

  it("is tried again alone, later and later, and at once when the leader has another", async () => {
    other.plant(good);
    leader.plant([...good, { domain: "ads(((", type: 3 }]);
    follower.start();
    await until(() => follower.seen().equalAt !== undefined);
    const again = async (): Promise<string[]> => {
      const [writes, { rounds }] = [other.writes.length, follower.seen().counts];
      follower.wake();
      await until(() => follower.seen().counts.rounds > rounds);
      return other.writes.slice(writes);
    };
    assert.deepEqual(await again(), []);
    now += 61_000;
    assert.deepEqual(await again(), ["POST /api/domains/deny/regex"]);
    now += 61_000;
    assert.deepEqual(await again(), [], "the second pause is longer");
    leader.database.exec("UPDATE domainlist SET comment = 'mended?' WHERE domain = 'ads((('");
    assert.deepEqual(await again(), ["POST /api/domains/deny/regex"]);
    leader.database.exec("UPDATE domainlist SET domain = 'ads+' WHERE domain = 'ads((('");
    await again();
    assert.deepEqual([told(), other.domains().length], [[], 1000]);
  });
});
