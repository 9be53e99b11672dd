import * as z from "zod";
import { highestEpoch, type DataState } from "../../contract/data-state";
import type { Holding, RootView } from "../ports";

export type KeeperStateName = DataState["state"];

/** Of a node that held the data last, by a count that is lost: it takes the count that its peers know. */
export const unknownEpoch = 0;
const isEpoch = (epoch: number): boolean => Number.isInteger(epoch) && epoch >= 0 && epoch <= highestEpoch;

/** What outlives a boot. */
export const memorySchema = z.object({
  /** The highest take-over that this node knows of. */
  epoch: z.number().transform((epoch) => (isEpoch(epoch) ? epoch : unknownEpoch)),
  /** It held the data last, as far as it knows: no other copy is newer. */
  latest: z.boolean(),
  released: z.object({ to: z.string(), snapshot: z.string() }).nullable(),
  /** The node that was last seen to hold the data; "" for none. */
  lastHolder: z.string(),
  /** Another took the fence address from it: it may not do the same before it has seen the others. */
  barred: z.boolean(),
});

export type Memory = z.infer<typeof memorySchema>;

export const noMemory: Memory = { epoch: 0, latest: false, released: null, lastHolder: "", barred: false };

/** What the keeper does beside deciding; one at a time. */
export type Action =
  /** Services stop, datasets become read-only. */
  | { readonly kind: "stop" }
  /** The fence address comes here. */
  | { readonly kind: "claim" }
  /** It goes. */
  | { readonly kind: "release" }
  /** Fence address, datasets writable, services. */
  | { readonly kind: "take-over" }
  /** A send; services stop, datasets become read-only; the last send; the fence address goes. */
  | { readonly kind: "hand-over"; readonly to: string }
  /** What does not run is started. */
  | { readonly kind: "serve" };

export type Result =
  { readonly ok: true; readonly snapshot?: string } | { readonly ok: false; readonly error: string };

/** A peer, as the agent tells. */
export interface PeerView {
  readonly name: string;
  readonly visible: boolean;
  readonly leads: boolean;
  /** Null if its keeper says nothing, or nothing new. */
  readonly data: PeerData | null;
  /** When this node last got something new of its keeper; as `now`. */
  readonly changedAt: number;
}

export type PeerData = Pick<DataState, "state" | "epoch" | "latest" | "wants" | "writable" | "released"> & {
  readonly roots: DataState["roots"];
};

export interface KeeperInput {
  /** Whether this node leads DNS; false if nobody says so. */
  readonly leads: boolean;
  readonly draining: boolean;
  /** The host goes down, and gives this node the time to let the data go. */
  readonly leaving: boolean;
  /** One for each configured peer. */
  readonly peers: readonly PeerView[];
  /** The router's last answer, when it was asked (as `now`), and the MAC address of another device that has the fence address. */
  readonly holding: { readonly answer: Holding; readonly at: number; readonly stranger?: string };
  /** Undefined before the first look. */
  readonly roots: readonly RootView[] | undefined;
  /** Some service does not run that should. */
  readonly servicesDown: boolean;
  /** A person has just said `take`. */
  readonly take: boolean;
  /** Of the action that `doing` names; undefined while it runs. */
  readonly result: Result | undefined;
  /** Wall clock, ms since 1970: for the data's age alone. */
  readonly wall: number;
}

export interface KeeperRules {
  readonly node: string;
  /** Whether there is a fence address. */
  readonly fenced: boolean;
  readonly failback: "automatic" | "manual";
  readonly dwellMs: number;
  readonly maxAgeMs: number;
}

/** The keeper's own state. Times are of a monotonic clock, in ms, the same for all processes of a boot. */
export interface KeeperState {
  readonly state: KeeperStateName;
  readonly reason: string;
  readonly since: number;
  readonly memory: Memory;
  /** Services are seen to be stopped and the datasets read-only. */
  readonly quiet: boolean;
  /** The fence address may be on this host. */
  readonly claimed: boolean;
  /** When it began to bring the fence address here to write: what the router said before says nothing of that. */
  readonly claimedAt: number;
  /** The last moment at which it was entitled to write. */
  readonly entitledAt: number;
  /** Since when it has been so without a break; and, by sight of all the peers alone. */
  readonly entitledSince: number | null;
  readonly freeSince: number | null;
  readonly leadsSince: number | null;
  readonly drainingSince: number | null;
  /** Since when there has been no word of some peer. */
  readonly unheardSince: number | null;
  readonly otherLeads: { readonly name: string; readonly since: number } | null;
  /** Since when the router has answered. */
  readonly routerSince: number | null;
  /** Since when the data has been let go for another node that has not taken it. */
  readonly releasedSince: number | null;
  readonly releaseSeen: { readonly from: string; readonly since: number } | null;
  readonly wantedSince: number | null;
  readonly leavingSince: number | null;
  /** The claim that it is about has been made. */
  readonly announced: boolean;
  /** Since when the fence address has not been its own although no other node is known to have it. */
  readonly strayedSince: number | null;
  /** Since when it has been barred. */
  readonly barredSince: number | null;
  readonly doing: { readonly action: Action; readonly since: number; readonly aborted: boolean } | null;
  /** Of actions in a row; what failed is not tried again before `retryAt`, nor a stop before `stopAt`. */
  readonly failures: number;
  readonly retryAt: number;
  readonly stopAt: number;
  /** Of hand-overs in a row; none is tried before `moveAt`, nor one that nobody asked for before `restUntil`. */
  readonly failedMoves: number;
  readonly moveAt: number;
  readonly restUntil: number;
}

/** A keeper that has just come up: after a boot, or where nobody kept the data before. */
export const started = (memory: Memory, now: number): KeeperState => ({
  state: "starting",
  reason: "",
  since: now,
  memory,
  quiet: false,
  claimed: true,
  claimedAt: -1e12,
  entitledAt: -1e12,
  entitledSince: null,
  freeSince: null,
  leadsSince: null,
  drainingSince: null,
  unheardSince: null,
  otherLeads: null,
  routerSince: null,
  releasedSince: null,
  releaseSeen: null,
  wantedSince: null,
  leavingSince: null,
  announced: false,
  strayedSince: null,
  barredSince: null,
  doing: null,
  failures: 0,
  retryAt: 0,
  stopAt: 0,
  failedMoves: 0,
  moveAt: 0,
  restUntil: 0,
});

/** The same keeper, after its process has been started again within a boot: what it was about is begun again. */
export const resumed = (keeper: KeeperState): KeeperState => ({
  ...keeper,
  doing: null,
  leavingSince: null,
  announced: false,
  state: keeper.state === "handing-over" ? "taking-over" : keeper.state,
});

/** States in which the datasets may be written to. */
export const writing = (state: KeeperStateName): boolean =>
  state === "taking-over" || state === "holder" || state === "handing-over";
