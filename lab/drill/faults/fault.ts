import type { Cluster, DrillNode } from "../cluster";
import type { Expectation } from "../expectation";

/** Where a fault strikes. */
export interface FaultContext {
  readonly cluster: Cluster;
  /** The node that is hit. */
  readonly node: DrillNode;
}

/** Something that breaks, and how it is put right again: all that a drill has to know about it. */
export interface Fault {
  readonly name: string;
  /** One line for people: what is done to the node. */
  readonly description: string;
  /** Which node is hit: the one with the VIP, or the first one without. */
  readonly at: "leader" | "follower";
  readonly expect: Expectation;
  /** Resolves when the fault is seen to be in force. Throws where it could not be made. */
  readonly inject: (context: FaultContext) => Promise<void>;
  /** Takes the fault away; absent where the node has to recover by itself. Safe where the fault was half made. */
  readonly heal?: (context: FaultContext) => Promise<void>;
}
