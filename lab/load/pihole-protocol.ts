import type { Change, Method } from "./changes/change";
import type { State } from "./pihole-state";

/** An HTTP request to a node or to the VIP. */
export interface Question {
  readonly address: string;
  /** Where nothing is said, Pi-hole's API, with a session of the drill's own; a port is asked without. */
  readonly port?: number;
  readonly method: Method;
  /** With the query, percent-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Until the whole answer is there, in ms; 5000 if nothing is said. */
  readonly deadlineMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The two sides of a sync, by address: where changes are made, and where they are looked for. */
export interface Sides {
  readonly leader: string;
  readonly follower: string;
}

/** What became of one change. */
export interface Taken {
  /** How long the request took, in ms. */
  readonly writeMs: number;
  /** From its answer to the end of the first reading of the follower that had it, in ms; null if none had in time. */
  readonly latencyMs: number | null;
  /** What was different in the last reading; empty if nothing was. */
  readonly differences: readonly string[];
}

/** When two Pi-holes were equal, and in what they still differ where they were not in time. */
export interface Equality {
  /** Since it was asked for, in ms; null if they were not. */
  readonly ms: number | null;
  readonly differences: readonly string[];
}

/** What the client's Pi-hole program can be asked for, and what it gives. */
export interface Operations {
  /** The password for all that follows. */
  readonly open: { readonly input: { readonly password: string }; readonly output: null };
  readonly ask: { readonly input: Question; readonly output: Answer };
  readonly state: { readonly input: { readonly address: string }; readonly output: State };
  /** Makes a change on the leader, and looks for it on the follower. Fails where the leader did not take it. */
  readonly change: {
    readonly input: Sides & { readonly change: Change; readonly deadlineMs: number };
    readonly output: Taken;
  };
  /** Waits until the follower is what the leader is when this is asked. */
  readonly equal: {
    readonly input: Sides & { readonly deadlineMs: number };
    readonly output: Equality;
  };
}

export type Operation = keyof Operations;

/** One line to the program; its answers may come in another order. */
export interface Request<K extends Operation = Operation> {
  readonly id: number;
  readonly operation: K;
  readonly input: Operations[K]["input"];
}

/** One line from it: what came of the request of that id, or why nothing did. */
export type Reply =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: string };
