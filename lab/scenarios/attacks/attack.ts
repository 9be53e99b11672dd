import type { AttackLimits } from "../../checks/attack-result";
import type { Cluster, DrillNode } from "../../cluster/cluster";
import type { Device } from "../../cluster/device";

/** A device of the LAN that knows no secret, and the roles of the nodes before the attack. */
export interface AttackScene {
  readonly cluster: Cluster;
  readonly device: Device;
  readonly leader: DrillNode;
  /** The first node without the VIP. */
  readonly follower: DrillNode;
}

/** What a device of the LAN does to the nodes, and what is expected. */
export interface Attack extends AttackLimits {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** Whether to repeat it with a hang of the leader's Pi-hole. False if it leaves the leader without a peer. */
  readonly withHang: boolean;
  /** It attacks the data, and needs a lab that has some. */
  readonly needsData?: true;
  /** Resolves when it is under way. */
  readonly begin: (scene: AttackScene) => Promise<void>;
  /** Undoes what outlives the device, which is already gone. Safe if `begin` failed. */
  readonly end?: (scene: AttackScene) => Promise<void>;
  /** What the attack achieved and must not; called before it ends. */
  readonly reached?: (scene: AttackScene) => Promise<readonly string[]>;
}
