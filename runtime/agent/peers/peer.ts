import * as z from "zod";
import { lowestClaim } from "../../contract/agent-config";
import { dataStateSchema } from "../../contract/data-state";
import { conditionSchema, mostConditions } from "../conditions/condition";
import { acceptedSchema } from "../public-name/accepted";
import { exchangeSchema } from "../notify/notify-exchange";
import { vrrpStates } from "../health";

const longestWords = 100;
const mostLosses = 8;
const refusal = z.object({
  digest: z.string().max(64),
  words: z.array(z.string().max(longestWords)).max(mostLosses),
});

/** As a peer is told of it: bounded, whatever would go. */
export const briefRefusal = ({
  digest,
  words,
}: {
  readonly digest: string;
  readonly words: readonly string[];
}): z.infer<typeof refusal> => ({
  digest,
  words: words.slice(0, mostLosses).map((line) => line.slice(0, longestWords)),
});

/**
 * What this agent needs of a peer's report. A peer may run another version, while an update goes through the cluster:
 * what it says besides is passed over, and what only later versions say may be missing.
 */
export const peerStatus = z.object({
  node: z.string(),
  state: z.string(),
  reason: z.string(),
  ready: z.boolean(),
  /** Of the program that its agent is from. */
  version: z.string().optional().catch(undefined),
  /** For how long it has been in its state. */
  stateSeconds: z.number().optional().catch(undefined),
  /** For how long its DNS has answered without a break; null if it does not, or is drained. */
  healthySeconds: z.number().nullable().optional(),
  vrrp: z.object({
    state: z.enum(vrrpStates),
    priority: z.number().int().min(1).max(254),
    /** What is added to it at the moment. */
    claim: z.number().int().min(lowestClaim).max(0).optional(),
    agreement: z.string().optional(),
  }),
  drain: z.string().nullable(),
  /** For people. */
  drainedBy: z.string().nullable().optional(),
  /** See `saidCauses`. */
  drainCauses: z.array(z.string()).readonly().optional(),
  /** What it was deployed with. */
  clusterFingerprint: z.string().optional(),
  images: z.record(z.string(), z.string()).optional(),
  vip: z.string().optional(),
  blocking: z.object({ state: z.string(), domains: z.number().optional().catch(undefined) }).optional(),
  /** Whom this node follows has to tell what it understands: the same format. */
  sync: z
    .object({
      format: z.number().optional(),
      revision: z.string().optional(),
      /** A removal that waits for a person there. */
      refusal: refusal.optional().catch(undefined),
    })
    .optional(),
  /** What its data keeper says, where it has one; another version's is passed over. */
  data: z
    .object({ state: dataStateSchema.nullable().catch(null) })
    .optional()
    .catch(undefined),
  /** Whether it answers over IPv6; a word of Ipv6Seen, or one that only later versions know. */
  ipv6: z.string().optional(),
  /** What its own Unbound's recursion is like; a word of RecursionStatus, or one that only later versions know. */
  recursion: z.string().optional(),
  clock: z.object({ now: z.string() }).optional().catch(undefined),
  /** The local zone as it has signed it; null until it has. */
  localZone: z
    .object({ zone: z.string(), day: z.number(), digest: z.string(), key: z.number() })
    .nullable()
    .optional()
    .catch(undefined),
  /** The public name's address that it has had accepted, or knows that another has. */
  publicName: acceptedSchema.optional().catch(undefined),
  /** The leases that it knows; absent if it serves no DHCP. */
  leases: z
    .object({ digest: z.string().max(64) })
    .optional()
    .catch(undefined),
  /** What it has found itself. */
  conditions: z.array(conditionSchema).max(mostConditions).optional().catch(undefined),
  /** The highest id of its own events. */
  newestEvent: z.number().int().nonnegative().optional().catch(undefined),
  /** What people were told, so that they are told once. */
  notify: exchangeSchema.optional().catch(undefined),
  /** The nodes that it exchanges adverts with. */
  peers: z.array(z.object({ name: z.string() })).optional(),
});

export type PeerStatus = z.infer<typeof peerStatus>;

/** A peer, as this node saw it last. */
export interface Peer {
  readonly name: string;
  readonly podAddress: string;
  /** Its last answer; undefined if the last time it was asked there was none. */
  readonly status: PeerStatus | undefined;
  /** Why there is no status; "not asked yet" at first. */
  readonly trouble: string;
  /** When the question was put that this came of, on the agent's clock. */
  readonly askedAt?: number;
}

export const notAsked = "not asked yet";
