import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Dice } from "../../lab/dice";
import { compareStates } from "../../lab/checks/compare-piholes";
import { itemsOf, parts, type Part, type State } from "../../lab/load/pihole-state";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { cutPower, bootMachine } from "../../lab/cluster/machine";
import { clientAddress, domainName, groupName, hostLine } from "../../lab/load/changes/marks";
import { tidying } from "../../lab/load/tidy";
import { Piholes, type Write, setting } from "../lab/piholes";
import { agentStatus, allReady, awaitLeader, settledLab } from "../lab/support";
import { keptNames, keptState, logged, syncOf } from "../lab/sync-account";

const moments = Number(process.env.SYNC_MOMENTS ?? 20);
const seed = 5;
const longestMs = 1_500;
const longestDuringMs = 400;

type Side = "a" | "b";
const numbers = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i);
/** What differs between the two households, and those that live in both: in a group that has another name. */
const own = (side: Side): number[] => numbers(9, side === "a" ? 1 : 11);
const both = numbers(30, 100);
const group = (side: Side): string => groupName(side === "a" ? 1 : 11);
const hosts = (side: Side): string[] => own(side).map(hostLine);
const inThrees = [0, 3, 6];

/**
 * What turns one household into the other, each request by itself a state that a follower may have. The last one gives
 * a follower the most to do: for it, a group with another name is another group, to which everybody moves.
 */
const moves = (from: Side, to: Side): Write[] => [
  ...inThrees.map((at): Write => {
    const body = {
      domain: own(to)
        .slice(at, at + 3)
        .map(domainName),
      comment: `${to} ${at}`,
    };
    return { method: "POST", path: "/api/domains/deny/exact", body };
  }),
  {
    method: "POST",
    path: "/api/domains:batchDelete",
    body: own(from).map((n) => ({ item: domainName(n), type: "deny", kind: "exact" })),
  },
  ...inThrees.map((at): Write => {
    const body = {
      client: own(to)
        .slice(at, at + 3)
        .map(clientAddress),
      comment: `${to} ${at}`,
    };
    return { method: "POST", path: "/api/clients", body };
  }),
  {
    method: "POST",
    path: "/api/clients:batchDelete",
    body: own(from).map((n) => ({ item: clientAddress(n) })),
  },
  setting("dns.hosts", hosts(to)),
  setting("dns.blockTTL", to === "a" ? 60 : 90),
  {
    method: "PUT",
    path: `/api/groups/${encodeURIComponent(group(from))}`,
    body: { name: group(to), comment: to, enabled: true },
  },
];

const sizes = (state: State): Record<Part | "dns.hosts", number> => ({
  ...(Object.fromEntries(parts.map((part) => [part, Object.keys(state[part]).length])) as Record<
    Part,
    number
  >),
  "dns.hosts": itemsOf(state.settings, "dns.hosts").length,
});

describe("a leader that loses its power just after changes", function () {
  this.bail(true);

  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let piholes: Piholes;
  const tally: Record<string, number> = {};
  /** Of either direction, what the leader is after so many of its requests. */
  const passed: Record<Side, State[]> = { a: [], b: [] };
  let side: Side = "a";
  let start: State;
  let keptOnes = 0;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    piholes = await Piholes.open(lab);
    await tidy();
    start = await piholes.state(leader.pod);
    await settle();
    for (const [from, to] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      passed[to].push(await piholes.state(leader.pod));
      for (const write of moves(from, to)) {
        await piholes.write(lab.vip, write);
        passed[to].push(await piholes.state(leader.pod));
      }
    }
    assert.deepEqual(compareStates(passed.b[0]!, passed.a.at(-1)!), []);
  });

  after(async () => {
    if (piholes) await tidy(start).finally(() => piholes.stop());
    process.stdout.write(`      the leader's own state was kept ${keptOnes} times\n`);
    process.stdout.write(
      `      after so many of ${passed.a.length - 1} requests: ${JSON.stringify(tally)}\n`,
    );
  });

  /** Takes away all that is made here, in steps that nobody has to accept. */
  async function tidy(to?: State): Promise<void> {
    const now = await piholes.state(leader.pod);
    for (const change of tidying(to ?? now, now))
      assert.deepEqual(await piholes.change(lab.vip, follower.pod, change, 30_000), [], change.kind);
  }

  /** Makes the first household. */
  async function settle(): Promise<void> {
    const post = (path: string, body: object) => piholes.write(lab.vip, { method: "POST", path, body });
    await post("/api/groups", { name: group("a"), comment: "a" });
    const groups = [await piholes.groupId(lab.vip, group("a"))];
    await post("/api/domains/deny/exact", { domain: both.map(domainName), groups });
    await post("/api/clients", { client: both.map(clientAddress), groups });
    for (const write of moves("b", "a"))
      if (write.method === "POST" && !write.path.endsWith(":batchDelete"))
        await piholes.write(lab.vip, write);
    await piholes.write(lab.vip, setting("dns.hosts", hosts("a")));
    await piholes.write(lab.vip, setting("dns.blockTTL", 60));
  }

  const dice = new Dice(seed);
  for (let i = 1; i <= moments; i++) {
    // Every other time the changes are under way still, and those that come too late are not made.
    const during = i % 2 === 0;
    const ms = dice.whole(0, during ? longestDuringMs : longestMs);
    const when = `${ms} ms after the ${during ? "first" : "last"} change`;
    it(`(${i}: ${when}) leaves a follower with one of its states, whole, and takes that over itself`, async () => {
      await piholes.equal(leader.pod, follower.pod);
      const other: Side = side === "a" ? "b" : "a";
      const [requests, states] = [moves(side, other), passed[other]];
      const from = Date.now();
      const writing = makeAll(requests);
      if (!during) await writing;
      await delay(ms);
      await cutPower(leader);
      const made = await writing;
      assert.ok(during || made === requests.length);

      const seen = await lowestWhile(() => settledLeader(follower));
      const found = await piholes.state(follower.pod);
      const [first, last] = [states[0]!, states.at(-1)!];
      for (const [table, size] of Object.entries(sizes(first)) as [Part, number][])
        assert.ok(
          seen[table]! >= Math.min(size, sizes(last)[table]),
          `${table}: ${seen[table]} rows, once ${size}`,
        );
      const at = states.findIndex((state) => compareStates(state, found).length === 0);
      assert.ok(at >= 0, `a mixture: ${compareStates(last, found).join("; ")}`);
      tally[at] = (tally[at] ?? 0) + 1;

      await bootMachine(lab, leader);
      await allReady(lab);
      await piholes.equal(follower.pod, leader.pod);
      await awaitLeader(leader);
      for (const node of [leader, follower])
        assert.deepEqual(compareStates(found, await piholes.state(node.pod)), [], node.name);
      await until("no error stays", 30_000, async () =>
        (await Promise.all([leader, follower].map(syncOf))).every(({ error, refused }) => !error && !refused),
      );
      // What was not answered may have been done all the same.
      if (at < made) await isKept(states.slice(made, made + 2), from);
      for (const write of requests.slice(at)) await piholes.write(lab.vip, write);
      side = other;
    });
  }

  /** Makes changes on the leader until one fails; resolves to how many did not. */
  async function makeAll(writes: readonly Write[]): Promise<number> {
    for (const [i, write] of writes.entries())
      if (
        await piholes.write(leader.pod, write, 3_000).then(
          () => false,
          () => true,
        )
      )
        return i;
    return writes.length;
  }

  /** The smallest sizes of the follower's tables until `over`. */
  async function lowestWhile(over: () => Promise<boolean>): Promise<Record<string, number>> {
    let lowest = sizes(await piholes.state(follower.pod));
    await until(
      `${follower.name} leads, and has done with its round`,
      30_000,
      async () => {
        const now = sizes(await piholes.state(follower.pod));
        lowest = Object.fromEntries(
          Object.entries(now).map(([table, size]) => [table, Math.min(size, lowest[table as Part])]),
        ) as typeof lowest;
        return over();
      },
      50,
    );
    return lowest;
  }

  /** What the old leader had, one of these, and its follower never got is kept there, whole, and reported. */
  async function isKept(had: readonly State[], from: number): Promise<void> {
    const reports = (await logged(leader, from, "sync.changed")).filter(({ kept }) => kept);
    assert.equal(reports.length, 1, JSON.stringify(reports));
    const { kept, differences } = reports[0] as unknown as { kept: string; differences: string[] };
    assert.ok(differences.length > 0);
    assert.ok((await keptNames(leader)).includes(kept), kept);
    const { state } = await keptState(leader, kept);
    const whole = (wanted: State): boolean =>
      isDeepStrictEqual(
        [
          state.groups.map(({ name }) => name).sort(),
          state.domains.map(({ type, kind, domain }) => `${type} ${kind} ${domain}`).sort(),
          state.clients.map(({ client }) => client).sort(),
          state.settings["dns.hosts"],
        ],
        [
          ...[wanted.groups, wanted.domains, wanted.clients].map((things) => Object.keys(things).sort()),
          itemsOf(wanted.settings, "dns.hosts"),
        ],
      );
    assert.ok(had.some(whole), JSON.stringify(state));
    keptOnes++;
  }
});

/** It leads, and no round is under way. */
const settledLeader = async (node: LabNode): Promise<boolean> =>
  (await agentStatus(node)).state === "leading" && (await syncOf(node)).doing === "waiting";
