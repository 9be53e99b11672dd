import * as z from "zod";

const peer = z.object({ name: z.string(), podAddress: z.string(), unboundAddress: z.string() });

/** keepalived 2.2 takes a tracked value of -254 or less for a fault, so no claim may go that low. */
export const lowestClaim = -253;

/** What `agent.json` holds: rendered by the program, parsed once by the agent. No secrets. */
export const agentConfigSchema = z.object({
  node: z.string(),
  vip: z.string(),
  /** The cluster's and this node's IPv6 address; absent without IPv6. */
  vip6: z.string().optional(),
  podAddress6: z.string().optional(),
  podAddress: z.string(),
  unboundAddress: z.string(),
  peers: z.array(peer),
  /** The VRRP priority by the node's rank, 1–254. */
  priority: z.number().int(),
  /** Added to the priority while the node stands by and must not take the VIP from a living leader; ≤ 0. */
  standbyClaim: z.number().int().min(lowestClaim).max(0),
  /** Added to the priority while the node has not the leader's lists and settings: below every node that has; ≤ 0. */
  syncingClaim: z.number().int().min(lowestClaim).max(0),
  /** Added to the priority while the node drains, so that any healthy peer preempts it; ≤ 0. */
  drainClaim: z.number().int().min(lowestClaim).max(0),
  /** Between two of a leader's VRRP adverts. */
  advertIntervalSeconds: z.number(),
  /** Without so many adverts in a row, a node takes over. */
  missedAdverts: z.number().int(),
  /** Nodes hear each other's VRRP only if this is equal: version, router id, password. */
  vrrpAgreement: z.string(),
  /** A digest of the values that the whole cluster shares. */
  clusterFingerprint: z.string(),
  /** References of the images that this node runs. */
  images: z.object({ pihole: z.string(), unbound: z.string(), runtime: z.string() }),
  /** The leader asks once a day for newer images. */
  updateCheck: z.boolean(),
  failback: z.enum(["automatic", "manual"]),
  /** How long a returned node must have been healthy without a break before it takes the VIP back. */
  failbackDelaySeconds: z.number(),
  sync: z.object({
    /** Where more than this share of a table would go, in percent, a person is asked first. */
    maxRemovalPercent: z.number(),
    /** A follower that has not been seen equal to its leader for longer may not take over before those that have. */
    staleAfterSeconds: z.number(),
  }),
  /** A name that Pi-hole owns and answers without asking anybody. */
  ownName: z.string(),
  /** Zones below which names are resolved through Unbound, to tell this node's faults from the provider's. */
  recursionNames: z.array(z.string()).min(1),
  /** A signed name that resolves although the clock is wrong: its signatures tell the time. */
  datedName: z.string(),
  probe: z.object({
    intervalMs: z.number(),
    deadlineMs: z.number(),
    /** Failed probes in a row after which the node is at fault. */
    fall: z.number().int(),
    /** Good probes in a row after which it is healthy again. */
    rise: z.number().int(),
    recursionIntervalMs: z.number(),
    recursionDeadlineMs: z.number(),
  }),
});

export type AgentConfig = z.infer<typeof agentConfigSchema>;
