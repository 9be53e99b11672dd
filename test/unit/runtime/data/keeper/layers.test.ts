import assert from "node:assert/strict";
import {
  memorySchema,
  noMemory,
  started,
  type KeeperInput,
  type KeeperState,
  type PeerData,
  type PeerView,
} from "../../../../../runtime/data/keeper/keeper-types";
import { nextKeeper } from "../../../../../runtime/data/keeper/transitions";

/* Each of the layers that keep two nodes from writing, by itself, in plain seconds. */

const rules = { node: "b", fenced: true, failback: "automatic", dwellMs: 1_000, maxAgeMs: 900_000 } as const;
const base = 1_000_000;
const newest = { name: "ha-dns_x", guid: "1", createdAt: base };
const second = (count: number): number => base + count * 1_000;

const data = (change: Partial<PeerData> = {}): PeerData => ({
  state: "replica",
  epoch: 1,
  latest: false,
  wants: false,
  writable: false,
  released: null,
  roots: [{ name: "tank/srv", newest, trouble: "" }],
  ...change,
});

const peer = (now: number, change: Partial<PeerView> = {}): PeerView => ({
  name: "a",
  visible: true,
  leads: false,
  data: data(),
  changedAt: now,
  ...change,
});

const input = (now: number, change: Partial<KeeperInput> = {}): KeeperInput => ({
  leads: true,
  draining: false,
  leaving: false,
  peers: [peer(now)],
  servicesDown: false,
  take: false,
  holding: { answer: "no-router", at: now },
  result: undefined,
  wall: now,
  roots: [{ name: "tank/srv", newest, writable: false, trouble: "" }],
  ...change,
});

const keeper = (change: Partial<KeeperState>): KeeperState => ({
  ...started({ ...noMemory, epoch: 1, latest: true }, base),
  quiet: true,
  leadsSince: base - 60_000,
  entitledAt: base,
  entitledSince: base,
  ...change,
});

/** The keeper at each second up to `until`; actions succeed at once. */
function seconds(from: KeeperState, until: number, of: (now: number) => Partial<KeeperInput>): KeeperState[] {
  const all = [from];
  for (let count = 0; count <= until; count++) {
    const before = all.at(-1)!;
    const result = before.doing ? { ok: true as const } : undefined;
    all.push(
      nextKeeper(before, input(second(count), { result, ...of(second(count)) }), second(count), rules),
    );
  }
  return all;
}

const firstAt = (all: readonly KeeperState[], state: KeeperState["state"]): number =>
  all.findIndex((one) => one.state === state) - 1;

describe("a node that the data was handed to by one that is gone at once", () => {
  const released = data({ latest: true, released: { to: "b", snapshot: newest.name } });
  const replica = keeper({ state: "replica", memory: { ...noMemory, epoch: 1 } });
  const handed = (mineFrom: number) =>
    seconds(replica, 20, (now) => ({
      peers: [
        now < second(2)
          ? peer(now, { data: released })
          : peer(now, { visible: false, data: null, changedAt: second(1) }),
      ],
      holding: { answer: now < second(mineFrom) ? "not-mine" : "mine", at: now },
    }));

  it("writes on, whatever the router said before it heard of it", () => {
    const all = handed(4);
    assert.equal(all.at(-1)!.state, "holder");
    assert.equal(firstAt(all, "ousted"), -2);
  });

  it("ends where the router goes on to say that another has the fence address", () => {
    const all = handed(100);
    assert.ok(firstAt(all, "holder") >= 0);
    assert.ok(firstAt(all, "ousted") <= 6, `ousted after ${firstAt(all, "ousted")} s`);
  });
});

describe("the first holder", () => {
  const none = { name: "tank/srv", newest: null, writable: false, trouble: "" };
  const fresh = keeper({ state: "replica", memory: noMemory });
  const first = (own: boolean, other: boolean, leads: boolean) => {
    const all = seconds(fresh, 20, (now) => ({
      leads,
      roots: [{ ...none, empty: own }],
      peers: [peer(now, { leads: !leads, data: data({ epoch: 0, roots: [{ ...none, empty: other }] }) })],
    }));
    return all.some(({ state }) => state === "taking-over");
  };

  it("is the one node that has data, wherever DNS is led", () => {
    assert.equal(first(false, true, false), true);
    assert.equal(first(true, false, true), false);
  });

  it("is the one that leads DNS where none has data, or both have", () => {
    for (const empty of [true, false]) {
      assert.equal(first(empty, empty, true), true);
      assert.equal(first(empty, empty, false), false);
    }
  });
});

describe("the layers of the keeper", () => {
  it("wait for those that can be seen to hear of a claim, before they take the data over", () => {
    const all = seconds(keeper({ state: "replica" }), 20, () => ({}));
    const waited = firstAt(all, "taking-over") - firstAt(all, "claiming");
    assert.ok(firstAt(all, "claiming") >= 0);
    assert.ok(waited >= 8 && waited <= 10, `${waited} s`);
  });

  it("do not count a peer's word that is old: a claim by sight waits, and a holder's lease runs out", () => {
    const stale = { peers: [peer(base)] };
    const claims = seconds(keeper({ state: "claiming", since: base, claimed: true }), 40, () => stale);
    assert.equal(firstAt(claims, "taking-over"), -2);
    const holds = seconds(
      keeper({ state: "holder", quiet: false, memory: { ...noMemory, epoch: 1, latest: true } }),
      20,
      () => stale,
    );
    // Of the moment that the word speaks of, and not of that at which it was last believed.
    assert.equal(firstAt(holds, "isolated"), 11);
  });

  it("let the first by name of two that claim go on, and the other one give way", () => {
    const claiming = keeper({ state: "claiming", since: base, claimed: true, announced: true });
    const other = (name: string) => (now: number) => ({
      peers: [peer(now, { name, data: data({ state: "claiming" }) })],
    });
    const later = seconds(claiming, 3, other("a"));
    assert.notEqual(later.at(-1)!.state, "claiming");
    const first = seconds(claiming, 3, other("c"));
    assert.equal(first.at(-1)!.state, "claiming");
  });

  it("stop a holder at once when the router answers to another, however long its lease still runs", () => {
    const holder = keeper({ state: "holder", quiet: false });
    const now = second(1);
    const after = nextKeeper(
      holder,
      input(now, {
        peers: [peer(now, { visible: false, data: null })],
        holding: { answer: "not-mine", at: now },
      }),
      now,
      rules,
    );
    assert.equal(after.state, "ousted");
    assert.equal(after.memory.barred, true);
    assert.deepEqual(after.doing?.action, { kind: "stop" });
  });

  it("keep an ousted node from claiming before it has seen the others, or a person says so", () => {
    const ousted = keeper({
      state: "ousted",
      claimed: false,
      memory: { ...noMemory, epoch: 1, latest: true, barred: true },
    });
    const alone = (now: number) => ({
      peers: [peer(now, { visible: false, data: null })],
      holding: { answer: "not-mine" as const, at: now },
    });
    const all = seconds(ousted, 290, alone);
    assert.deepEqual([...new Set(all.map(({ state }) => state))], ["ousted"]);
    const longer = seconds(ousted, 310, (now) => ({ ...alone(now), holding: { answer: "mine", at: now } }));
    assert.equal(firstAt(longer, "claiming") > 290, true, "a device that has gone bars nobody for ever");
    const asked = seconds(ousted, 3, (now) => ({ ...alone(now), take: now === second(0) }));
    assert.equal(asked.at(-1)!.state, "claiming");
    const seen = seconds(ousted, 3, () => ({}));
    assert.equal(seen.at(-1)!.memory.barred, false);
  });

  const unseen = (now: number) => [peer(now, { visible: false, data: null })];
  const holder = keeper({ state: "holder", quiet: false });

  it("have a holder announce the fence address anew that it has lost to no node, and write on if that helps", () => {
    for (const answer of ["nobody", "stranger"] as const) {
      const all = seconds(holder, 30, (now) => ({
        peers: unseen(now),
        holding: { answer: now > second(1) && now < second(5) ? answer : "mine", at: now },
      }));
      assert.ok(all.some(({ doing }) => doing?.action.kind === "claim"));
      assert.deepEqual([...new Set(all.map(({ state }) => state))], ["holder"]);
    }
  });

  it("stop a holder when a device keeps the fence address, say so, and let it go on when that ends", () => {
    const stranger = "02:00:00:00:00:66";
    const all = seconds(holder, 150, (now) => ({
      peers: unseen(now),
      holding: { answer: now < second(60) ? "stranger" : "mine", at: now, stranger },
    }));
    assert.match(all[5]!.reason, /another device has the fence address: 02:00:00:00:00:66/);
    assert.ok(firstAt(all, "isolated") <= 11, `${firstAt(all, "isolated")} s`);
    assert.ok(all.every(({ memory }) => !memory.barred));
    assert.equal(all.at(-1)!.state, "holder");
  });

  it("end a holder that the router does not answer to, although all peers say that they have only a copy", () => {
    const all = seconds(holder, 20, (now) => ({ holding: { answer: "not-mine", at: now } }));
    assert.ok(firstAt(all, "isolated") >= 9 && firstAt(all, "isolated") <= 12);
    const claims = seconds(keeper({ state: "replica" }), 60, (now) => ({
      holding: { answer: "not-mine", at: now },
    }));
    assert.equal(firstAt(claims, "taking-over"), -2);
  });

  it("do not let a node claim while another one says by ARP that it has the fence address", () => {
    const from = keeper({ state: "replica", unheardSince: base - 60_000, routerSince: base - 60_000 });
    const claim = (answer: "mine" | "shared") =>
      seconds(from, 60, (now) => ({ peers: unseen(now), holding: { answer, at: now } }));
    assert.ok(firstAt(claim("mine"), "taking-over") >= 25);
    assert.equal(firstAt(claim("shared"), "taking-over"), -2);
  });

  it("do not believe a peer that counts more take-overs than there can have been", () => {
    const wrong = { peers: [peer(second(1), { data: data({ state: "holder", epoch: 1e12 }) })] };
    const after = nextKeeper(
      holder,
      input(second(1), { ...wrong, holding: { answer: "mine", at: second(1) } }),
      second(1),
      rules,
    );
    assert.deepEqual([after.state, after.memory.epoch], ["holder", 1]);
  });

  it("count on as far as a number is exact", () => {
    const far = keeper({ state: "replica", memory: { ...noMemory, epoch: 1e12, latest: true } });
    const all = seconds(far, 20, (now) => ({ peers: [peer(now, { data: data({ epoch: 1e12 }) })] }));
    assert.deepEqual([all.at(-1)!.state, all.at(-1)!.memory.epoch], ["holder", 1e12]);
  });

  it("heal a holder whose count is lost: it takes the next one, and remains the one with the newest data", () => {
    const memory = memorySchema.parse({ ...noMemory, epoch: 9_007_199_254_740_992, latest: true });
    const all = seconds(keeper({ state: "holder", quiet: false, memory }), 5, (now) => ({
      peers: [peer(now, { data: data({ epoch: 3 }) })],
      holding: { answer: "mine", at: now },
    }));
    assert.deepEqual([all.at(-1)!.state, all.at(-1)!.memory.epoch], ["holder", 4]);
    const asleep = seconds(keeper({ state: "replica", memory }), 20, (now) => ({
      peers: [peer(now, { data: data({ epoch: 3 }) })],
    }));
    assert.deepEqual([asleep.at(-1)!.state, asleep.at(-1)!.memory.epoch], ["holder", 4]);
  });
});
