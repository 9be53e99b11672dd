import type { AgentConfig } from "../../../contract/agent-config";
import type { Paths } from "../../agent-paths";
import type { Role } from "../../role";
import type { Aside } from "../model/aside";
import type { SyncProgress } from "../sync-progress";
import type { SyncState } from "../model/sync-state";

/*
 * What the agent and its sync thread say to each other. Whole states never cross as objects: to copy one of 100,000
 * rows stops both sides. They cross as bytes, which are handed over.
 */

/** What the thread needs to know of the cluster at any time. */
export interface ThreadView {
  readonly role: Role;
  readonly leader: string | undefined;
  readonly leaderAddress: string;
  readonly otherServes: boolean;
  /** Values with which this node's Pi-hole does not start. */
  readonly refused: SyncState["settings"];
}

export interface ThreadStart {
  readonly thread: "sync";
  readonly config: AgentConfig;
  readonly paths: Paths;
  readonly keys: {
    readonly current: Uint8Array;
    readonly earlier: Uint8Array | undefined;
    readonly peers: readonly string[];
  };
  /** Of this node's Pi-hole, on loopback, and of the leader's channel. */
  readonly ports: { readonly web: number; readonly channel: number };
  /** Zero of the agent's clock, in ms of Unix time: each thread's own clock has another. */
  readonly origin: number;
  readonly view: ThreadView;
}

/** A question of somebody's to this node that is about whole states. */
export type ThreadQuestion =
  | { readonly kind: "state"; readonly query: string }
  | { readonly kind: "own" }
  | { readonly kind: "restore"; readonly body: Uint8Array<ArrayBuffer> }
  /** To read this node's Pi-hole again, for the followers. */
  | { readonly kind: "refresh" };

export interface ThreadAnswer {
  readonly status: number;
  /** JSON. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ToThread =
  | { readonly kind: "view"; readonly view: ThreadView }
  /** This node leads (""), follows another leader, or nobody (undefined). */
  | { readonly kind: "followed"; readonly leader: string | undefined; readonly view: ThreadView }
  | { readonly kind: "wake" }
  | { readonly kind: "distrust" }
  /** A gravity run of this agent's has ended. */
  | { readonly kind: "run-ended" }
  | { readonly kind: "ask"; readonly id: number; readonly question: ThreadQuestion }
  /** Nobody waits for that answer any more. */
  | { readonly kind: "gone"; readonly id: number }
  | { readonly kind: "stop" };

export type FromThread =
  | { readonly kind: "progress"; readonly progress: SyncProgress }
  | { readonly kind: "published"; readonly revision: string; readonly aside: readonly Aside[] }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ThreadAnswer }
  /** The thread has restarted Pi-hole. */
  | { readonly kind: "restarted" }
  | { readonly kind: "run-ended" }
  | { readonly kind: "log"; readonly event: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: "stopped" };
