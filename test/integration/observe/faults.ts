import type { Snapshot } from "../../../runtime/agent/snapshot";
import type { DataState } from "../../../runtime/contract/data-state";
import { everything } from "../../unit/runtime/agent/metrics/full";
import { agentConfig } from "../../unit/runtime/agent/sample";
import type { Moment } from "./timeline";

export const vip = agentConfig.vip;

/** A fault as the agents tell it, and the alert that it must raise. */
export interface Fault {
  readonly alert: string;
  /** The nodes in the `k`th moment of the fault, from 0. */
  readonly nodes: (healthy: Moment, k: number, atMs: number) => Moment;
  /** What the alert is about, apart from its severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly says: string;
  /** Other alerts that the same fault must raise, with how many of them. */
  readonly also?: Readonly<Record<string, number>>;
  /** The time between two moments in minutes; a quarter if nothing is said. */
  readonly minutes?: number;
  /** Counters stay where the fault has left them. */
  readonly counts?: true;
}

const dataOf = (node: string, at: number): DataState => {
  const holds = node === "pi1";
  return {
    ...everything.data!.state!,
    node,
    at,
    state: holds ? "holder" : "replica",
    roots: [{ name: "tank/data", newest: { name: "s", guid: "1", createdAt: at - 30_000 }, trouble: "" }],
    services: [{ name: "notes", state: holds ? "running" : "stopped", reason: "" }],
    replication: holds
      ? [{ peer: "pi2", snapshotAt: at - 60_000, lastSuccessAt: at - 30_000, trouble: "" }]
      : [],
  };
};

function nodeAt(node: string, peer: string, at: number): Snapshot {
  const leads = node === "pi1";
  const { health, peers, sync } = everything;
  return {
    ...everything,
    at,
    config: { ...everything.config, node },
    role: leads ? "leader" : "follower",
    health: leads ? health : { ...health, name: "standing-by", vrrp: "BACKUP" },
    peers: [{ ...peers[0]!, name: peer, status: { ...answers, node: peer } }],
    sync: { ...sync!, behind: "" },
    changes: { leader: 0, states: {} },
    conditions: [],
    pihole: { ...everything.pihole!, gravityUpdatedAt: at - 86_400_000 },
    data: { trouble: "", state: dataOf(node, at) },
  };
}

const answers = {
  node: "",
  state: "standing-by",
  reason: "",
  ready: true,
  vrrp: { state: "BACKUP", priority: 100 },
  drain: null,
} as const;

export const healthyAt = (at: number): Moment => ({
  pi1: nodeAt("pi1", "pi2", at),
  pi2: nodeAt("pi2", "pi1", at),
});

type Change = (node: Snapshot) => Snapshot;
const on = (name: string, change: Change) => (healthy: Moment) => ({
  ...healthy,
  [name]: change(healthy[name]!),
});
const onAll = (change: Change) => (healthy: Moment) =>
  Object.fromEntries(Object.entries(healthy).map(([name, node]) => [name, change(node!)]));

const faulted: Change = (node) => ({
  ...node,
  health: { ...node.health, name: "faulted", verdict: "failed", reason: "timeout" },
});
const deaf: Change = (node) => ({
  ...node,
  peers: node.peers.map((peer) => ({ ...peer, status: undefined, trouble: "timed out" })),
});
const leads: Change = (node) => ({
  ...node,
  role: "leader",
  health: { ...node.health, name: "leading", vrrp: "MASTER" },
});
const moved =
  (times: number): Change =>
  (node) => ({ ...leads(node), changes: { leader: times, states: {} } });
const recursion =
  (status: Snapshot["resolver"]["recursion"]["status"]): Change =>
  (node) => ({ ...node, resolver: { ...node.resolver, recursion: { status, reason: "" } } });
const data =
  (change: (state: DataState) => DataState): Change =>
  (node) => ({ ...node, data: { trouble: "", state: change(node.data!.state!) } });
const drained: Change = (node) => ({
  ...node,
  health: {
    ...node.health,
    name: "draining",
    drain: { by: ["hand"], force: false, since: 0, outcome: "out" },
  },
});

const ofCluster = { cluster: vip };
const of = (instance: string, more: Readonly<Record<string, string>> = {}) => ({
  cluster: vip,
  instance,
  ...more,
});
const series = (name: string, more: Readonly<Record<string, string>> = {}) =>
  of(name, { job: "ha-dns", ...more });

/** Each alert has its fault here; a test says so. */
export const faults: readonly Fault[] = [
  {
    alert: "HaDnsNoLeader",
    nodes: ({ pi1, pi2 }) => ({ pi1: faulted({ ...pi1!, role: "follower" }), pi2: faulted(pi2!) }),
    labels: ofCluster,
    says: `No node answers at the VIP ${vip}.`,
    also: { HaDnsSick: 2 },
  },
  {
    alert: "HaDnsTwoLeaders",
    nodes: ({ pi1, pi2 }) => ({ pi1: deaf(pi1!), pi2: leads(deaf(pi2!)) }),
    labels: ofCluster,
    says: `2 nodes hold the VIP ${vip}: they do not hear each other.`,
    also: { HaDnsPeerUnreachable: 2 },
  },
  {
    alert: "HaDnsNodeDown",
    nodes: ({ pi1, pi2 }) => ({ pi1: deaf(pi1!), pi2: pi2 && undefined }),
    labels: series("pi2"),
    says: "pi2 does not answer.",
  },
  {
    alert: "HaDnsNoTargets",
    nodes: () => ({}),
    labels: { job: "ha-dns" },
    says: "Prometheus asks no node of ha-dns.",
  },
  {
    alert: "HaDnsPeerUnreachable",
    nodes: on("pi2", deaf),
    labels: series("pi2", { peer: "pi1" }),
    says: "pi2 does not hear pi1, although both run.",
  },
  {
    alert: "HaDnsNoSpare",
    nodes: on("pi2", (node) => ({ ...node, health: { ...node.health, name: "syncing", reason: "behind" } })),
    labels: ofCluster,
    says: `No other node of ${vip} could take over.`,
  },
  {
    alert: "HaDnsVipMoved",
    nodes: ({ pi1, pi2 }) => ({ pi1: { ...pi1!, role: "follower" }, pi2: moved(1)(pi2!) }),
    counts: true,
    labels: series("pi2"),
    says: `pi2 has taken the VIP ${vip}.`,
  },
  {
    alert: "HaDnsVipFlapping",
    nodes: (healthy, k) =>
      on("pi2", moved(Math.min(k + 1, 6)))(on("pi1", (pi1) => ({ ...pi1, role: "follower" }))(healthy)),
    counts: true,
    labels: ofCluster,
    says: `The VIP ${vip} has moved more than three times within ten minutes.`,
    also: { HaDnsVipMoved: 1 },
  },
  {
    alert: "HaDnsConfigDiffers",
    nodes: on("pi2", (node) => ({ ...node, config: { ...node.config, clusterFingerprint: "another" } })),
    labels: ofCluster,
    says: `The nodes of ${vip} were deployed with different configs.`,
    minutes: 1,
  },
  {
    alert: "HaDnsForgedAdverts",
    nodes: on("pi1", (node) => ({
      ...node,
      adverts: { disbelieved: [{ name: "pi2", reason: "forged", sinceMs: 1_000 }], late: [], trouble: "" },
    })),
    labels: series("pi1", { peer: "pi2" }),
    says: "A device of the network sends VRRP adverts in the name of pi2.",
  },
  {
    alert: "HaDnsDrainedLong",
    nodes: on("pi2", drained),
    labels: series("pi2"),
    says: "pi2 has been drained for twelve hours.",
    minutes: 1,
  },
  {
    alert: "HaDnsSickEverywhere",
    nodes: onAll(faulted),
    labels: series("pi1"),
    says: "DNS fails on pi1, which leads, and no other node could take over.",
    also: { HaDnsSick: 2 },
  },
  {
    alert: "HaDnsSick",
    nodes: on("pi2", faulted),
    labels: series("pi2", { state: "faulted" }),
    says: "DNS fails on pi2.",
  },
  {
    alert: "HaDnsResolutionFails",
    nodes: on("pi1", recursion("upstream-failing")),
    labels: series("pi1", { status: "upstream-failing" }),
    says: "pi1 cannot resolve new names: upstream-failing.",
  },
  {
    alert: "HaDnsClockWrong",
    nodes: on("pi1", recursion("clock-wrong")),
    labels: series("pi1", { status: "clock-wrong" }),
    says: "pi1 accepts no signatures (DNSSEC): clock-wrong.",
  },
  {
    alert: "HaDnsBlockingLost",
    nodes: on("pi1", (node) => ({ ...node, blocking: { ...node.blocking!, state: "empty" } })),
    labels: series("pi1", { state: "empty" }),
    says: "Pi-hole on pi1 does not block what it should: empty.",
  },
  {
    alert: "HaDnsListsOld",
    nodes: (healthy, _k, at) =>
      on("pi1", (node) => ({ ...node, pihole: { ...node.pihole!, gravityUpdatedAt: at - 15 * 86_400_000 } }))(
        healthy,
      ),
    labels: series("pi1"),
    says: "The block lists of pi1 are older than two weeks.",
    minutes: 1,
  },
  {
    alert: "HaDnsSyncRefused",
    nodes: on("pi2", (node) => ({
      ...node,
      sync: { ...node.sync!, progress: { ...node.sync!.progress, refusal: { digest: "d", words: [] } } },
    })),
    labels: series("pi2"),
    says: "pi2 has refused to delete many rows, and waits for a person.",
  },
  {
    alert: "HaDnsSyncBehind",
    nodes: on("pi2", (node) => ({ ...node, sync: { ...node.sync!, behind: "timed out" } })),
    labels: series("pi2"),
    says: "pi2 does not have what the leader has.",
  },
  {
    alert: "HaDnsSyncFailing",
    nodes: (healthy, k) =>
      on("pi2", (node) => {
        const { progress } = node.sync!;
        return {
          ...node,
          sync: { ...node.sync!, progress: { ...progress, counts: { ...progress.counts, errors: k + 1 } } },
        };
      })(healthy),
    counts: true,
    labels: series("pi2"),
    says: "Sync fails again and again on pi2.",
  },
  {
    alert: "HaDnsRestarts",
    nodes: (healthy, k) =>
      on("pi1", (node) => ({
        ...node,
        process: { ...node.process!, startedAt: 1_000 * (2 + Math.min(k, 3)) },
      }))(healthy),
    counts: true,
    labels: series("pi1", { process: "agent" }),
    says: "The agent of pi1 restarts again and again (agent).",
    minutes: 1,
  },
  {
    alert: "HaDnsNobodyHoldsTheData",
    nodes: on(
      "pi1",
      data((state) => ({ ...state, state: "isolated" })),
    ),
    labels: ofCluster,
    says: `No node of ${vip} writes to the data, so no standby service runs.`,
  },
  {
    alert: "HaDnsDataWaiting",
    nodes: on(
      "pi2",
      data((state) => ({ ...state, state: "waiting" })),
    ),
    labels: series("pi2", { state: "waiting" }),
    says: "pi2 could take the data over, and waits for a person.",
  },
  {
    alert: "HaDnsReplicationLate",
    nodes: (healthy, _k, at) =>
      on(
        "pi1",
        data((state) => ({
          ...state,
          replication: [{ peer: "pi2", snapshotAt: at - 600_000, lastSuccessAt: at - 200_000, trouble: "" }],
        })),
      )(healthy),
    labels: series("pi1"),
    says: "The copies of the data are too old, as pi1 sees it.",
  },
  {
    alert: "HaDnsPeerNotReplicated",
    nodes: (healthy, _k, at) =>
      on(
        "pi1",
        data((state) => ({
          ...state,
          replication: [{ peer: "pi2", snapshotAt: at - 60_000, lastSuccessAt: at - 400_000, trouble: "" }],
        })),
      )(healthy),
    labels: series("pi1", { peer: "pi2" }),
    says: "pi1 has not sent its data to pi2 for five minutes.",
  },
  {
    alert: "HaDnsServiceDown",
    nodes: on(
      "pi1",
      data((state) => ({
        ...state,
        services: [{ name: "notes", state: "failed", reason: "exit 1" }],
      })),
    ),
    labels: { cluster: vip, service: "notes" },
    says: "The service notes runs on no node.",
  },
  {
    alert: "HaDnsBranchKept",
    nodes: on(
      "pi2",
      data((state) => ({
        ...state,
        kept: [{ dataset: "tank/kept", at: 1, bytes: 1, from: "pi1" }],
      })),
    ),
    labels: series("pi2"),
    says: "pi2 keeps data that no other node has.",
  },
  {
    alert: "HaDnsCondition",
    // Both nodes know it: it is told once. Another one has an alert of its own.
    nodes: onAll((node) => ({
      ...node,
      conditions: [
        { code: "disk-full", subject: "pi2", severity: "warning", text: "", fix: "", since: 0 },
        { code: "no-spare", subject: "", severity: "warning", text: "", fix: "", since: 0 },
      ],
    })),
    labels: { cluster: vip, code: "disk-full", subject: "pi2", severity: "warning" },
    says: "disk-full pi2",
  },
];
