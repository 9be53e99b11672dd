import type { Cluster, DrillNode } from "../cluster/cluster";
import type { Expectation } from "../checks/expectation";

/** Where a fault strikes. */
export interface FaultContext {
  readonly cluster: Cluster;
  /** The node that is hit. */
  readonly node: DrillNode;
}

/**
 * What a fault leaves of the service while it lasts. `serves`: the node can lead; `out`: it cannot; `no-resolver`: it
 * can while another node's Unbound answers; `apart`: nodes do not hear each other; `no-internet`: only names that a
 * cache has can be answered, by any node.
 */
export type Effect = "serves" | "out" | "no-resolver" | "apart" | "no-internet";

/** Something that breaks, and how it is put right again: all that a drill has to know about it. */
export interface Fault {
  readonly name: string;
  /** One line for people: what is done to the node. */
  readonly description: string;
  /** Which node is hit: the one with the VIP, the first one without, or no single one. */
  readonly at: "leader" | "follower" | "cluster";
  readonly effect: Effect;
  /** It may be made on the real cluster too: it ends by itself or by a command, and takes nothing from outside a node. */
  readonly safeOnReal?: true;
  /** A peer has to take over before it is in force: the nodes have to hear each other. */
  readonly needsPeer?: true;
  readonly expect: Expectation;
  /** How long (ms) DNS must have been answered without a gap for the fault to count as weathered; 2500 by default. */
  readonly calmMs?: number;
  /** How long (ms) it lasts at least; as long as the cluster needs to weather it by default. */
  readonly holdMs?: number;
  /** Resolves when the fault is seen to be in force. Throws if it could not be made. */
  readonly inject: (context: FaultContext) => Promise<void>;
  /** Takes the fault away; absent if the node has to recover by itself. Safe if the fault was half made. */
  readonly heal?: (context: FaultContext) => Promise<void>;
  /** Gives back what the cluster had to become whole without. Safe if it was never taken. */
  readonly giveBack?: (context: FaultContext) => Promise<void>;
}
