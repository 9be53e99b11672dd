import type { Condition } from "../conditions/condition";
import type { ClusterEvent } from "../events/event";
import type { Snapshot } from "../snapshot";
import type { ClusterSight } from "./notifier";
import { toldEvents } from "./told-events";

/** What this node has found itself, and what happened on all nodes. */
export interface FoundHere {
  readonly conditions: readonly Condition[];
  readonly events: readonly ClusterEvent[];
}

/** What of all that the agent knows decides about messages. */
export function clusterSight({ config, health, peers }: Snapshot, found: FoundHere): ClusterSight {
  return {
    leads: health.vrrp === "MASTER",
    priority: config.priority,
    conditions: found.conditions,
    events: toldEvents(found.events),
    peers: peers.map(({ name, status }) => ({
      name,
      seen: status !== undefined,
      leads: status?.vrrp.state === "MASTER",
      priority: status?.vrrp.priority ?? 0,
      conditions: status?.conditions ?? [],
      notify: status?.notify,
    })),
  };
}
