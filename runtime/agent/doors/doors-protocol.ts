import * as z from "zod";
import type { ClusterEvent } from "../events/event";
import { changeSchema, type Carried } from "../guard/carry/carried-change";
import { endedSchema, type Ended } from "../guard/session/ended";
import { wantedSchema, type ActionAnswer } from "../page/act/act-message";
import type { ClusterSums } from "../page/sums/node-sums";
import type { Snapshot } from "../snapshot";

/*
 * What the agent and its doors tell each other. Both are processes of one program, so what the agent says is believed
 * as it is typed; what the doors say is looked at, because they face the LAN.
 */

export interface Ports {
  readonly status: number;
  readonly http: number;
  readonly https: number;
  /** Of Pi-hole's web server, on loopback. */
  readonly pihole: number;
}

export type ToDoors =
  /** The first message. `ended`: people's sessions that were ended before their time. */
  | { readonly kind: "begin"; readonly ports: Ports; readonly ended: Ended }
  | {
      readonly kind: "snapshot";
      readonly snapshot: Snapshot;
      /** Somebody else restarts Pi-hole if a setting needs it. */
      readonly restartsLater: boolean;
      /** ms on the clock of `bootMs`. */
      readonly at: number;
    }
  /** What happened lately on all nodes, the newest last; told when there is something new. */
  | { readonly kind: "events"; readonly events: readonly ClusterEvent[] }
  /** What all nodes have answered; told when there is something new. */
  | { readonly kind: "sums"; readonly sums: ClusterSums | undefined }
  | { readonly kind: "ended"; readonly ended: Ended }
  /** What came of what a person wanted. */
  | { readonly kind: "said"; readonly id: number; readonly said: ActionAnswer }
  /** What the leader made of a change; in words why it did not. */
  | { readonly kind: "carried"; readonly id: number; readonly carried: Carried | string };

/** A person can end a handful of sessions at once, and no more. */
const mostEnded = 16;

export const fromDoorsSchema = z.discriminatedUnion("kind", [
  /** A snapshot has been taken in: the doors are alive. With the address whose connections come in a flood, if any do. */
  z.object({ kind: z.literal("heard"), flooding: z.string().max(64).optional() }),
  z.object({
    kind: z.literal("ended"),
    ended: endedSchema.refine((ended) => Object.keys(ended).length <= mostEnded),
  }),
  /** A person who has logged in wants this. */
  z.object({ kind: z.literal("wanted"), id: z.number().int(), wanted: wantedSchema }),
  /** The leader is to make this change, of a person or a program that Pi-hole of this node knows. */
  z.object({ kind: z.literal("carry"), id: z.number().int(), change: changeSchema }),
]);
export type FromDoors = z.infer<typeof fromDoorsSchema>;

/** An older snapshot does not count: the role is follower then. */
export const staleAfterMs = 2_500;
