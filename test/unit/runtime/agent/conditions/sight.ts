import type { NodeSight } from "../../../../../runtime/agent/conditions/kind";
import { remember } from "../../../../../runtime/agent/conditions/peer-memory";
import type { Health } from "../../../../../runtime/agent/health";
import type { Peer } from "../../../../../runtime/agent/peers/peer";
import { report } from "../../../../../runtime/agent/peers/own-report";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

export const standby: Peer = {
  name: "pi2",
  podAddress: "192.168.8.252",
  status: {
    ...report(leading),
    node: "pi2",
    state: "standing-by",
    vrrp: { state: "BACKUP", priority: 100 },
  },
  trouble: "",
};

export const silent: Peer = { ...standby, status: undefined, trouble: "timed out" };

/** A peer that leads or stands by, with some of its status changed. */
export const peerThat = (change: Partial<NonNullable<Peer["status"]>>): Peer => ({
  ...standby,
  status: { ...standby.status!, ...change },
});

export const healthy: Snapshot = { ...leading, peers: [standby] };

export const withHealth = (change: Partial<Health>): Snapshot => ({
  ...healthy,
  health: { ...healthy.health, ...change },
});

/** What a node sees that has this snapshot, and remembers what its peers say in it. */
export function sightOf(snapshot: Snapshot, more: Partial<NodeSight> = {}): NodeSight {
  return {
    snapshot,
    memory: remember(new Map(), snapshot.peers, snapshot.at),
    host: {},
    events: [],
    ...more,
  };
}
