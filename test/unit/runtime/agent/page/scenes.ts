import type { Condition } from "../../../../../runtime/agent/conditions/condition";
import type { ClusterEvent } from "../../../../../runtime/agent/events/event";
import type { PageAction } from "../../../../../runtime/agent/page/action";
import type { ClusterSums } from "../../../../../runtime/agent/page/sums/node-sums";
import type { NodeKnowledge } from "../../../../../runtime/agent/page/page-view";
import type { Peer, PeerStatus } from "../../../../../runtime/agent/peers/peer";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import type { DataState } from "../../../../../runtime/contract/data-state";
import { leading } from "../sample";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const now = Date.UTC(2026, 10, 30, 22, 58, 11);

const images = {
  pihole: "pihole/pihole:2026.05.0",
  unbound: "ha-dns/unbound:1",
  runtime: "ha-dns/runtime:1",
};

export const peerReport = (node: string, change: Partial<PeerStatus> = {}): PeerStatus => ({
  node,
  state: "standing-by",
  reason: "",
  ready: true,
  version: "0.1.0",
  stateSeconds: (5 * day) / 1000,
  healthySeconds: 1_000,
  vrrp: { state: "BACKUP", priority: 100, claim: -60 },
  drain: null,
  clusterFingerprint: leading.config.clusterFingerprint,
  images,
  vip: leading.config.vip,
  blocking: { state: "blocks", domains: 1_204_331 },
  data: { state: dataOf(node, "replica") },
  recursion: "ok",
  ...change,
});

export const peerOf = (name: string, change: Partial<PeerStatus> = {}): Peer => ({
  name,
  podAddress: "192.168.8.252",
  status: peerReport(name, change),
  trouble: "",
});

export const silent = (name: string): Peer => ({
  name,
  podAddress: "192.168.8.252",
  status: undefined,
  trouble: "no whole answer within 0.8 s",
});

export const dataOf = (
  node: string,
  state: DataState["state"],
  change: Partial<DataState> = {},
): DataState => ({
  node,
  at: now,
  state,
  reason: "",
  since: now - day,
  maxLagSeconds: 300,
  epoch: 3,
  latest: state === "holder",
  wants: false,
  writable: state === "holder",
  released: null,
  roots: [{ name: "tank/home", newest: { name: "s", guid: "1", createdAt: now - 42_000 }, trouble: "" }],
  services: [
    { name: "homeassistant", state: state === "holder" ? "running" : "stopped", reason: "" },
    { name: "mosquitto", state: state === "holder" ? "running" : "stopped", reason: "" },
  ],
  replication:
    state === "holder"
      ? [{ peer: "pi2", snapshotAt: now - 42_000, lastSuccessAt: now - 40_000, trouble: "" }]
      : [],
  kept: [],
  ...change,
});

/** pi1 leads, and pi2 could take over. */
export const healthy: Snapshot = {
  ...leading,
  config: { ...leading.config, podAddress: "192.168.8.251", images },
  stateAgeMs: 5 * day,
  blocking: { state: "blocks", reason: "", domains: 1_204_331, healing: undefined, sinceMs: day },
  data: { state: dataOf("pi1", "holder"), trouble: "" },
  peers: [peerOf("pi2")],
  at: now,
};

const event = (id: number, agoMs: number, text: string, more: Partial<ClusterEvent> = {}): ClusterEvent => ({
  node: "pi1",
  id,
  at: now - agoMs,
  code: "vip-moved",
  severity: "info",
  text,
  by: "",
  ...more,
});

export const events: readonly ClusterEvent[] = [
  ...Array.from({ length: 5 }, (_, i) => event(100 + i, (9 - i) * day, "the agent of pi1 has started")),
  event(1, 2 * day, "DNS failed on both nodes: the provider was down for 6 minutes.", {
    severity: "critical",
  }),
  event(2, 8 * hour, "pi2 is in service again.", { by: "by hand from 192.168.8.20", node: "pi2" }),
  event(3, 3 * hour, "pi2 took over 3 changes of pi1's lists.", { node: "pi2", code: "sync-changed" }),
  event(4, 11 * minute, "pi1 lost power; pi2 answered after 0.16 s.", { node: "pi2", severity: "warning" }),
  event(5, 9 * minute, "pi1 is back, and has the lists and settings of pi2.", { node: "pi2" }),
  event(6, 4 * minute, "pi1 has the virtual IP again."),
];

export const refusedRemoval: Condition = {
  code: "sync-refused",
  subject: "pi2",
  severity: "warning",
  text: "pi2 keeps 40 block-list entries that are gone on pi1: to remove 38 of 40 at once has to be confirmed.",
  fix: "If you removed them yourself, accept the removal. If not, restore the state from before on pi1.",
  since: now - 20 * minute,
};

const action = (id: string, node: string, label: string, more: Partial<PageAction> = {}): PageAction => ({
  id,
  node,
  condition: "",
  label,
  says: `${label}. No query is lost.`,
  refused: "",
  ...more,
});

export const actions: readonly PageAction[] = [
  action("drain", "pi1", "Take pi1 out of service"),
  action("drain", "pi2", "Take pi2 out of service"),
  action("accept", "pi2", "Accept the removal", { condition: "sync-refused/pi2" }),
  action("pause", "", "Pause blocking for 5 minutes"),
  action("test-message", "", "Send a test message", { refused: "No notification channel is set up." }),
];

/** A day with a morning, an evening and a quiet night. */
const busy = (i: number): number =>
  Math.round(
    400 +
      1_500 * Math.exp(-(((i - 18) / 6) ** 2)) +
      2_600 * Math.exp(-(((i - 40) / 5) ** 2)) +
      ((i * 37) % 11) * 25,
  );
const slots = Array.from({ length: 48 }, (_, i) => ({
  queries: busy(i),
  blocked: Math.round(busy(i) * 0.19),
}));
const all = (what: "queries" | "blocked"): number => slots.reduce((sum, slot) => sum + slot[what], 0);
export const sums: ClusterSums = {
  queries: all("queries"),
  blocked: all("blocked"),
  clients: 23,
  slots,
  nodes: [
    { name: "pi1", queries: Math.round(all("queries") * 0.93) },
    { name: "pi2", queries: Math.round(all("queries") * 0.07) },
  ],
};

export const known: NodeKnowledge = { snapshot: healthy, conditions: [], events, actions, sums, now };
const withSnapshot = (change: Partial<Snapshot>, more: Partial<NodeKnowledge> = {}): NodeKnowledge => ({
  ...known,
  snapshot: { ...healthy, ...change },
  ...more,
});

const noSpare: Condition = {
  code: "no-spare",
  subject: "",
  severity: "warning",
  text: "No node could take over from pi1.",
  fix: "Look after pi2: switch it on, or see what its card says.",
  since: now - 3 * minute,
};
const long = "raspberrypi-in-the-cupboard-under-the-stairs-beside-the-router";

/** What the page may have to show. */
export const scenes = {
  healthy: known,
  "node dead": withSnapshot(
    { peers: [silent("pi2")] },
    {
      conditions: [
        noSpare,
        {
          code: "node-silent",
          subject: "pi2",
          severity: "warning",
          text: "pi2 does not answer.",
          fix: "See whether it has power and network. If its card is broken, set it up anew: docs/operations.md.",
          since: now - 3 * minute,
        },
      ],
      actions: [action("drain", "pi1", "Take pi1 out of service", { refused: "No node could take over." })],
    },
  ),
  "no spare": withSnapshot(
    {
      peers: [
        peerOf("pi2", {
          state: "syncing",
          ready: false,
          reason: "pi1's lists are not here yet",
          stateSeconds: 12,
        }),
      ],
    },
    { conditions: [noSpare] },
  ),
  decision: { ...known, conditions: [refusedRemoval] },
  "three nodes": withSnapshot({
    peers: [
      peerOf("pi2"),
      peerOf("pi3", {
        state: "draining",
        ready: false,
        drain: "out",
        drainedBy: "maintenance",
        clusterFingerprint: "another",
        data: undefined,
        stateSeconds: 900,
      }),
    ],
  }),
  "IPv6, DHCP and a public name": withSnapshot({
    ipv6: { state: "answers", reason: "", sinceMs: day },
    dhcp: { count: 21, digest: "d", trouble: "" },
    publicName: {
      name: "home.example.com",
      accepted: { of: "c", address: "203.0.113.7", at: now - hour },
      trouble: "",
      final: false,
      failingSince: undefined,
    },
    peers: [peerOf("pi2", { ipv6: "fails", leases: { digest: "d" } })],
  }),
  drained: withSnapshot({
    peers: [
      peerOf("pi2", {
        state: "draining",
        ready: false,
        drain: "out",
        drainedBy: "hand",
        drainCauses: ["hand"],
        stateSeconds: 4_000,
      }),
    ],
  }),
  "nobody answers": withSnapshot({
    health: {
      ...healthy.health,
      name: "faulted",
      verdict: "failed",
      vrrp: "FAULT",
      reason: "timeout: no answer",
    },
    peers: [silent("pi2")],
    role: "follower",
  }),
  "long names": withSnapshot({
    config: { ...healthy.config, node: long },
    peers: [peerOf(`${long}-2`, { state: "faulted", ready: false, reason: "timeout: ".repeat(20) })],
  }),
  "no news": { ...known, snapshot: undefined },
} satisfies Readonly<Record<string, NodeKnowledge>>;
