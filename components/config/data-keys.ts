import { z } from "zod";
import { address, integer, key } from "./key";

/** Minutes by which an hour can be divided: runs are then as far apart over the full hour as within it. */
const intervals = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

const policy = { hourly: 24, daily: 7, weekly: 4, monthly: 3, yearly: 0 } as const;
const count = (fallback: number) => integer(0, 10_000).default(fallback);
const snapshotPolicy = z.strictObject({
  hourly: count(policy.hourly),
  daily: count(policy.daily),
  weekly: count(policy.weekly),
  monthly: count(policy.monthly),
  yearly: count(policy.yearly),
});
/** How many snapshots of each kind are kept. */
export type SnapshotPolicy = z.output<typeof snapshotPolicy>;

/** Keys of how the datasets are replicated, and which node writes to them; without a dataset none of them matters. */
export const dataKeys = {
  replicationInterval: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The time between two runs of replication.",
    schema: z.coerce.number().refine((minutes) => intervals.includes(minutes)),
    expected: `minutes, one of ${intervals.join(", ")}`,
    example: "1",
    default: 1,
    costs: ["data keeper"],
  }),
  snapshotPolicy: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "How many snapshots of each kind `sanoid` keeps on each node.",
    schema: snapshotPolicy,
    expected: "how many are kept, 0 or more of each: {hourly: N, daily: N, weekly: N, monthly: N, yearly: N}",
    example: "{hourly: 24, daily: 7, weekly: 4, monthly: 3, yearly: 0}",
    default: policy,
    costs: [],
  }),
  maxDataAge: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The age up to which a replica is taken over without a person. An older one needs `ha-dns data take`.",
    schema: integer(60, 31_536_000),
    expected: "seconds, from 60; data that is older is taken over by a person only",
    example: "900",
    default: 900,
    costs: ["data keeper"],
  }),
  maxReplicationLag: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The age from which a replica counts as late, and `ha-dns data status` shows an alert.",
    schema: integer(60, 31_536_000),
    expected: "seconds, from 60, above which replication counts as lagging",
    example: "300",
    default: 300,
    costs: ["data keeper"],
  }),
  dataFailback: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "Whether the data follows the node that leads DNS, or stays until its node fails or drains.",
    schema: z.enum(["automatic", "manual"]),
    expected: "automatic (the data follows the node that leads DNS) or manual (it stays where it is)",
    example: "automatic",
    default: "automatic",
    costs: ["data keeper"],
  }),
  dataDwell: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "How long a node must have led before the data follows it.",
    schema: integer(1, 3600),
    expected: "seconds, from 1 to 3600, that a node has to have led before the data follows it",
    example: "10",
    default: 10,
    costs: ["data keeper"],
  }),
  fenceAddress: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "An address that no device has. By it the router tells nodes that do not hear each other who may write.",
    schema: z.union([z.literal(""), address]),
    expected: 'a free IPv4 address of the LAN, or "" for none',
    example: "192.168.8.249",
    default: "",
    costs: ["data keeper"],
  }),
} as const;
