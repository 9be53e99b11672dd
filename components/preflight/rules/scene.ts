import type { NodePlan } from "../../config/plan";
import type { HostFinding } from "../finding";
import type { Facts } from "../facts/facts";

/** All that a rule goes by: what the node shall be, what its host is, and whether the cluster is there already. */
export interface Scene {
  readonly plan: NodePlan;
  readonly facts: Facts;
  /** Whether an agent of the cluster says that it leads, and so has the VIP. */
  readonly clusterLeads: boolean;
}

/** A rule returns the findings of a scene. Pure. */
export type Rule = (scene: Scene) => readonly HostFinding[];
