import type { VrrpPriorities } from "./vrrp-priority";
import type { ClusterValues, NodeValues } from "./keys";
import type { ServiceFolder } from "./service-folder";

/** Config values as they stand in the files, without the project's prefix; nothing is checked yet. */
export type RawValues = Readonly<Record<string, unknown>>;

export interface RawConfig {
  readonly stack: string;
  readonly project: RawValues;
  /** The stack files that exist, by node. A node's values stand over the project's. */
  readonly stacks: Readonly<Record<string, RawValues>>;
  /** What the folders hold that `services` names, by the folder as it is named there. */
  readonly folders?: Readonly<Record<string, ServiceFolder>>;
}

/** The whole cluster's config, typed and checked: what this stack shares, and every node's own values. */
export interface ClusterSpec {
  readonly stack: string;
  readonly cluster: ClusterValues;
  /** In the order of `nodes`; the first is the founder. */
  readonly nodes: readonly NodeValues[];
}

/** A spec some of whose values could not be read; the rules that need those are left out. */
export interface PartialSpec {
  readonly stack: string;
  readonly cluster: Partial<ClusterValues>;
  readonly nodes: readonly (Partial<NodeValues> & { readonly name: string })[];
  /** What the folders of standby services hold. */
  readonly folders: Readonly<Record<string, ServiceFolder>>;
}

/** All that the components of one node need to know; plain values, no secrets. */
export interface NodePlan {
  readonly cluster: ClusterValues;
  readonly node: NodeValues;
  readonly peers: readonly NodeValues[];
  /** What the cluster answers at: its VIP, then earlier ones that were not released yet. */
  readonly vips: readonly string[];
  /** The same for IPv6; empty without it. */
  readonly vips6: readonly string[];
  /** The node whose stack makes the cluster's secrets. */
  readonly founder: string;
  /** Length of the subnet's prefix, in bits. */
  readonly prefix: number;
  readonly vrrp: VrrpPriorities;
  /** Names of dnssecExceptions whose day has not passed. */
  readonly unvalidated: readonly string[];
}
