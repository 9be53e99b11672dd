import type { LiveScene, Scene } from "./sync-scene";
import type { Taken } from "../../load/pihole-protocol";

/** A change with what became of it. */
export interface MadeChange extends Taken {
  readonly kind: string;
}

/** What a scenario has shown. */
export interface Findings {
  readonly made: readonly MadeChange[];
  /** By name, with the unit in it. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is to be said against it; empty where it went as it should. */
  readonly complaints: readonly string[];
  /** What was sent to the follower before this (monotonic ms) does not count: the scenario itself had silenced it. */
  readonly followerServesFrom?: number;
}

/** Something that is done to the leader's lists and settings, or to a follower, while clients ask both. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Before anybody asks. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  readonly act: (scene: LiveScene) => Promise<Findings>;
  /** Takes away what is neither a row nor a setting, before those go. Fine where there is nothing. */
  readonly leave?: (scene: Scene) => Promise<void>;
  /** It restarts the leader's own Pi-hole, and may cost queries at the follower's address, and move the VIP. */
  readonly restarts?: true;
}
