import assert from "node:assert/strict";
import { conditionSchema } from "../../../../../runtime/agent/conditions/condition";
import { nextHeld, nothingHeld, toldOf } from "../../../../../runtime/agent/conditions/held";
import { conditionKinds } from "../../../../../runtime/agent/conditions/kinds";
import type { NodeSight } from "../../../../../runtime/agent/conditions/kind";
import { vipMoved } from "../../../../../runtime/agent/events/moves";
import { initialProgress } from "../../../../../runtime/agent/sync/sync-progress";
import type { DataState } from "../../../../../runtime/contract/data-state";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import { healthy, peerThat, sightOf, silent, standby, withHealth } from "./sight";

const found = (sight: NodeSight): string[] =>
  conditionKinds.flatMap((kind) =>
    kind.look(sight).map(({ subject }) => (subject ? `${kind.code}/${subject}` : kind.code)),
  );

const recursion = (status: Snapshot["resolver"]["recursion"]["status"]): Snapshot => ({
  ...healthy,
  resolver: { ...healthy.resolver, recursion: { status, reason: "why" } },
});

const withVip6: Snapshot = { ...healthy, config: { ...healthy.config, vip6: "fd00:53::250" } };

const blocking = (state: NonNullable<Snapshot["blocking"]>["state"]): Snapshot => ({
  ...healthy,
  blocking: { state, reason: "gravity.db is missing", domains: 0, healing: undefined, sinceMs: 0 },
});

const sync = (change: Partial<typeof initialProgress>): Snapshot => ({
  ...healthy,
  sync: { progress: { ...initialProgress, ...change }, behind: "", now: 0 },
});

const second = { fit: true, seen: 9, answered: 8, given: 1, withheld: 0, dropped: 0, silent: false };

const holder: DataState = {
  node: "pi1",
  at: healthy.at,
  state: "holder",
  reason: "",
  since: 0,
  maxLagSeconds: 300,
  epoch: 1,
  latest: true,
  wants: false,
  writable: true,
  released: null,
  roots: [{ name: "tank/data", newest: null, trouble: "" }],
  services: [],
  replication: [{ peer: "pi2", snapshotAt: healthy.at - 1_000, lastSuccessAt: healthy.at, trouble: "" }],
  kept: [],
};
const data = (change: Partial<DataState>): Snapshot => ({
  ...healthy,
  data: { state: { ...holder, ...change }, trouble: "" },
});

const away = (drainedBy: string | null): NodeSight =>
  sightOf(
    { ...healthy, peers: [silent] },
    { memory: sightOf({ ...healthy, peers: [peerThat({ drainedBy })] }).memory },
  );

/** With a local zone, and a peer that has signed it too. */
const withZone = (
  own: Partial<NonNullable<Snapshot["localZone"]>>,
  theirs: Partial<{ day: number; digest: string }> = {},
): Snapshot => {
  const signed = { day: 20_400, until: 0, digest: "same", key: 1 };
  const localZone = { zone: "home.arpa", signer: 1, keys: [], records: 0, signed, trouble: "", ...own };
  const peer = { zone: "home.arpa", day: signed.day, digest: signed.digest, key: 1, ...theirs };
  return { ...healthy, localZone, peers: [peerThat({ localZone: peer })] };
};

const withName = (final: boolean, forMs: number): Snapshot => ({
  ...healthy,
  publicName: {
    name: "home.example.com",
    accepted: undefined,
    trouble: "it answered 403",
    final,
    failingSince: healthy.at - forMs,
  },
});

const withHistory = (trouble: Readonly<Record<string, string>>): Snapshot => ({
  ...healthy,
  history: { queries: 3, bytes: 45_056, trouble },
  ...(trouble.pi2 === undefined ? {} : { peers: [silent] }),
});

/** The leader of a cluster that serves DHCP, and what the peer knows of its leases. */
const withLeases = (leases: { readonly digest: string } | undefined, trouble = ""): Snapshot => ({
  ...healthy,
  dhcp: { count: 3, digest: "same", trouble },
  peers: [peerThat({ leases })],
});

const moves = [1, 2, 3, 4].map((id) => ({
  node: "pi1",
  id,
  at: healthy.at - 1_000,
  code: vipMoved,
  severity: "info" as const,
  text: "",
  by: "",
}));

const drain = { by: ["hand"], force: false, since: 0, outcome: "out" } as const;

describe("the conditions", () => {
  const rows: readonly (readonly [string, NodeSight, readonly string[]])[] = [
    ["a healthy cluster", sightOf(healthy), []],
    ["data that is held and copied", sightOf(data({})), []],
    ["a peer that is silent", away(null), ["node-silent/pi2", "no-spare"]],
    ["a peer that a person has drained before it went", away("hand"), []],
    [
      "a peer that is at fault",
      sightOf({ ...healthy, peers: [peerThat({ ready: false, state: "faulted" })] }),
      ["no-spare"],
    ],
    [
      "two that lead",
      sightOf({ ...healthy, peers: [peerThat({ vrrp: { state: "MASTER", priority: 100 } })] }),
      ["two-leaders"],
    ],
    [
      "a last resort",
      sightOf({
        ...withHealth({ name: "faulted", verdict: "failed", vrrp: "MASTER", reason: "timeout" }),
        role: "leader",
        peers: [peerThat({ ready: false })],
      }),
      ["no-node-answers", "no-spare"],
    ],
    [
      "a fault of a follower",
      sightOf({
        ...withHealth({ name: "faulted", verdict: "failed", vrrp: "FAULT", reason: "timeout" }),
        role: "follower",
      }),
      ["node-at-fault/pi1"],
    ],
    ["four moves in ten minutes", sightOf(healthy, { events: moves }), ["vip-flapping"]],
    ["three moves in ten minutes", sightOf(healthy, { events: moves.slice(1) }), []],
    [
      "forged adverts",
      sightOf({
        ...healthy,
        adverts: { disbelieved: [{ name: "pi2", reason: "why", sinceMs: 1 }], late: [], trouble: "" },
      }),
      ["adverts-forged/pi2"],
    ],
    [
      "adverts that come late",
      sightOf({ ...healthy, adverts: { disbelieved: [], late: ["pi2"], trouble: "" } }),
      ["adverts-late/pi2 to pi1"],
    ],
    [
      "a device that floods the doors",
      sightOf({ ...healthy, doors: { starts: 1, lastEnd: "", flooding: "192.168.8.66" } }),
      ["doors-flooded/pi1"],
    ],
    [
      "a peer of another config",
      sightOf({ ...healthy, peers: [peerThat({ clusterFingerprint: "other" })] }),
      ["update-half-done"],
    ],
    ["a node drained by hand", sightOf(withHealth({ drain })), ["drained-long/pi1"]],
    [
      "a node drained by an update",
      sightOf(withHealth({ drain: { ...drain, by: ["update"] } })),
      ["update-unfinished/pi1"],
    ],
    ["a node that is behind", sightOf(withHealth({ behind: "not seen equal" })), ["lists-behind/pi1"]],
    ["an outage of the provider", sightOf(recursion("upstream-failing")), ["upstream-failing/pi1"]],
    ["a dead Unbound", sightOf(recursion("unbound-unreachable")), ["resolver-down/pi1"]],
    [
      "IPv6 that fails beside IPv4",
      sightOf({ ...healthy, ipv6: { state: "fails", reason: "refused", sinceMs: 9 } }),
      ["ipv6-fails/pi1"],
    ],
    [
      "a router that announces another resolver",
      sightOf(withVip6, {
        host: {
          announcedResolvers: [
            { router: "fe80::1", resolver: "fd00:53::250" },
            { router: "fe80::1", resolver: "fd00::1" },
          ],
        },
      }),
      ["other-resolver/fe80::1"],
    ],
    [
      "a router that announces the VIP",
      sightOf(withVip6, {
        host: { announcedResolvers: [{ router: "fe80::1", resolver: "fd00:53::250" }] },
      }),
      [],
    ],
    ["IPv6 that works", sightOf({ ...healthy, ipv6: { state: "answers", reason: "", sinceMs: 9 } }), []],
    [
      "second answers that have stopped",
      sightOf({ ...healthy, second: { ...second, silent: true } }),
      ["second-answer-stopped/pi1"],
    ],
    ["second answers that are given", sightOf({ ...healthy, second }), []],
    ["a wrong clock", sightOf(recursion("clock-wrong")), ["clock-wrong/pi1"]],
    ["a local zone that all have", sightOf(withZone({})), []],
    [
      "a local zone that cannot be signed",
      sightOf(withZone({ trouble: "no key" })),
      ["local-zone-failing/pi1"],
    ],
    ["a local zone for another day", sightOf(withZone({}, { day: 20_000 })), ["local-zone-clock/pi1 pi2"]],
    ["another local zone", sightOf(withZone({}, { digest: "other" })), ["local-zone-differs/pi1 pi2"]],
    [
      "a public name whose token is wrong",
      sightOf(withName(true, 60_000)),
      ["public-name-failing/home.example.com"],
    ],
    ["a history that is whole", sightOf(withHistory({})), []],
    [
      "a history that cannot read Pi-hole, nor a peer that is silent",
      sightOf(withHistory({ "Pi-hole": "no answer", pi2: "no answer" })),
      ["node-silent/pi2", "no-spare", "history-failing/pi1"],
    ],
    ["leases that all nodes know", sightOf(withLeases({ digest: "same" })), []],
    ["leases that a peer does not know", sightOf(withLeases({ digest: "old" })), ["dhcp-leases-behind/pi2"]],
    ["a peer that says nothing of leases", sightOf(withLeases(undefined)), ["dhcp-leases-behind/pi2"]],
    [
      "leases that cannot be kept",
      sightOf(withLeases({ digest: "same" }, "ENOSPC")),
      ["dhcp-leases-behind/pi1"],
    ],
    ["a provider of the public name that is away", sightOf(withName(false, 60_000)), []],
    [
      "one that is away for an hour",
      sightOf(withName(false, 3_600_000)),
      ["public-name-failing/home.example.com"],
    ],
    ["signatures that do not hold", sightOf(recursion("validation-failing")), ["validation-failing/pi1"]],
    ["blocking that fails", sightOf(blocking("fails")), ["blocking-lost/pi1"]],
    ["lists without content", sightOf(blocking("empty")), ["lists-empty/pi1"]],
    ["blocking that a person switched off", sightOf(blocking("off")), []],
    [
      "a removal that waits",
      sightOf(sync({ refusal: { digest: "d", words: ["domains: all"] } })),
      ["removal-waits/pi1"],
    ],
    ["sync that fails", sightOf(sync({ brief: "Pi-hole did not answer" })), ["sync-failing/pi1"]],
    [
      "no data keeper",
      sightOf({ ...healthy, data: { state: undefined, trouble: "silent" } }),
      ["data-unknown/pi1"],
    ],
    [
      "data that waits for a person",
      sightOf(data({ state: "waiting", reason: "no copy" })),
      ["data-waiting/pi1", "replication-late/pi1"],
    ],
    [
      "a device at the fence address",
      sightOf(
        data({ reason: "another device has the fence address: 02:00:00:00:00:66, which is no node's" }),
      ),
      ["data-hindered/pi1"],
    ],
    [
      "a copy that is late",
      sightOf(
        data({
          replication: [{ peer: "pi2", snapshotAt: healthy.at - 400_000, lastSuccessAt: 0, trouble: "" }],
        }),
      ),
      ["replication-late/pi1"],
    ],
    [
      "a dataset in trouble",
      sightOf(data({ roots: [{ name: "tank/data", newest: null, trouble: "full" }] })),
      ["dataset-trouble/pi1 tank/data"],
    ],
    [
      "a branch that was kept",
      sightOf(data({ kept: [{ dataset: "tank/data", at: 0, bytes: 1, from: "pi2" }] })),
      ["branch-kept/pi1"],
    ],
    [
      "a service that failed",
      sightOf(data({ services: [{ name: "mail", state: "failed", reason: "" }] })),
      ["service-failed/mail"],
    ],
    ["shared files that fail", sightOf({ ...healthy, trouble: "EROFS" }), ["files-failing/pi1"]],
    [
      "four moves, two of them by drains",
      sightOf(healthy, { events: moves.map((move, i) => ({ ...move, by: i < 2 ? "hand" : "" })) }),
      [],
    ],
    [
      "a newer image",
      sightOf({ ...healthy, updates: [{ what: "pihole", current: "1", newest: "2" }] }),
      ["update-available/pihole"],
    ],
    ["a full disk", sightOf(healthy, { host: { diskUsed: 0.95 } }), ["disk-full/pi1"]],
    [
      "a disk with room",
      sightOf(healthy, { host: { diskUsed: 0.5, diskReadOnly: false, underVoltage: false } }),
      [],
    ],
    ["a disk that is read-only", sightOf(healthy, { host: { diskReadOnly: true } }), ["disk-read-only/pi1"]],
    [
      "keepalived without real-time priority",
      sightOf(
        { ...healthy, config: { ...healthy.config, advertIntervalSeconds: 0.01, missedAdverts: 8 } },
        { host: { realTime: false } },
      ),
      ["no-real-time/pi1"],
    ],
    [
      "the same with a wide window",
      sightOf(
        { ...healthy, config: { ...healthy.config, advertIntervalSeconds: 0.05, missedAdverts: 4 } },
        { host: { realTime: false } },
      ),
      [],
    ],
    ["errors on the disk", sightOf(healthy, { host: { diskErrors: 2 } }), ["disk-errors/pi1"]],
    ["no error on the disk", sightOf(healthy, { host: { diskErrors: 0 } }), []],
    ["a processor at 80 °C", sightOf(healthy, { host: { celsius: 80 } }), ["too-hot/pi1"]],
    ["a processor that is slowed down", sightOf(healthy, { host: { slowedDown: true } }), ["too-hot/pi1"]],
    ["a processor at 79 °C", sightOf(healthy, { host: { celsius: 79, slowedDown: false } }), []],
    ["too little voltage", sightOf(healthy, { host: { underVoltage: true } }), ["under-voltage/pi1"]],
    [
      "a certificate that ends",
      sightOf(healthy, { host: { certificateEndsAt: healthy.at + 86_400_000 } }),
      ["certificate-ends"],
    ],
    [
      "a certificate that lasts",
      sightOf(healthy, { host: { certificateEndsAt: healthy.at + 90 * 86_400_000 } }),
      [],
    ],
  ];
  for (const [what, sight, expected] of rows)
    it(`of ${what}: ${expected.join(", ") || "none"}`, () => {
      assert.deepEqual(found(sight).sort(), [...expected].sort());
    });

  it("have unique codes, a meaning and a fix", () => {
    const codes = conditionKinds.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
    for (const { code, title, fix } of conditionKinds) assert.ok(title.endsWith(".") && fix !== "", code);
  });

  it("have texts that fit a report, whatever is found", () => {
    const long = withHealth({ name: "faulted", verdict: "failed", vrrp: "FAULT", reason: "x".repeat(2_000) });
    const sight = sightOf({ ...long, role: "follower" });
    const told = toldOf(
      nextHeld(nextHeld(nothingHeld, conditionKinds, sight, 0), conditionKinds, sight, 60_000),
    );
    assert.equal(told.length, 1);
    for (const condition of told) conditionSchema.parse(condition);
  });

  it("say of a peer that is still there nothing", () => {
    assert.deepEqual(found(sightOf({ ...healthy, peers: [standby] })), []);
  });
});
