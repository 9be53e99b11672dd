import type { AttackLimits } from "../../checks/attack-result";
import type { Cluster, DrillNode } from "../../cluster/cluster";
import type { Device } from "../../cluster/device";

/** Where an attack plays: a device of the LAN that knows no secret, and the nodes as they stood before it. */
export interface AttackScene {
  readonly cluster: Cluster;
  readonly device: Device;
  readonly leader: DrillNode;
  /** The first node without the VIP. */
  readonly follower: DrillNode;
}

/** What a device of the LAN does to the nodes, and what must come of it. */
export interface Attack extends AttackLimits {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** A leader whose Pi-hole hangs meanwhile has to be seen as fast as ever; not so if it has no peer meanwhile. */
  readonly withHang: boolean;
  /** It is about the data beside DNS, and needs a lab that has some. */
  readonly needsData?: true;
  /** Resolves when it is under way. */
  readonly begin: (scene: AttackScene) => Promise<void>;
  /** Puts right what goes beyond the device, which is gone by now. Safe if it was half made. */
  readonly end?: (scene: AttackScene) => Promise<void>;
  /** What it has reached that it must not, looked for before it ends. */
  readonly reached?: (scene: AttackScene) => Promise<readonly string[]>;
}
