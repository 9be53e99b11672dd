import * as z from "zod";
import {
  clientSchema,
  domainSchema,
  groupSchema,
  listRowSchema as foundListSchema,
  mostRows,
} from "../../../contract/pihole-rows";
import { settingValue } from "./setting-value";
import { settingKeys } from "./setting-keys";

export { settingValue, type SettingValue } from "./setting-value";

/*
 * What the cluster shares of a Pi-hole's state, in terms that mean the same on every node: names, never row ids.
 * Pi-hole's group 0 cannot be removed, only renamed, so it is the one thing that is known by more than its name.
 */
/**
 * Of what a leader tells. Raise it where that changes: while an update goes through the cluster, nodes of different
 * formats do not follow each other, and none is behind the other.
 */
export const syncFormat = 2;

/** `built`: gravity has content of it. Never written: it says whether a gravity run is due. */
const syncListSchema = foundListSchema.extend({ built: z.boolean() });

const gravitySchema = z.object({
  /** Names one build of gravity, cluster-wide: a follower that has built after its leader has the leader's. */
  generation: z.string().max(256),
  /** The lists that were taken in, as `listsDigest` names them. */
  lists: z.string().max(64),
  /** How many domains it blocks. */
  domains: z.number().min(0),
  /** When this node built it: unix time, in seconds. Earlier versions do not say. */
  builtAt: z.number().optional(),
});

export const syncStateSchema = z.object({
  groups: z.array(groupSchema).min(1).max(mostRows),
  lists: z.array(syncListSchema).max(mostRows),
  domains: z.array(domainSchema).max(mostRows),
  clients: z.array(clientSchema).max(mostRows),
  /** By key, those of `setting-keys.ts` that this Pi-hole knows. */
  settings: z.partialRecord(z.enum(settingKeys), settingValue),
  blocking: z.object({
    enabled: z.boolean(),
    /** Seconds until it flips by itself; null if it stays. */
    timer: z.number().min(0).nullable(),
  }),
  gravity: gravitySchema,
});

export type Gravity = z.infer<typeof gravitySchema>;
export type Group = z.infer<typeof groupSchema>;
export type List = z.infer<typeof syncListSchema>;
export type Domain = z.infer<typeof domainSchema>;
export type Client = z.infer<typeof clientSchema>;
export type SyncState = z.infer<typeof syncStateSchema>;
