import type { MadeChange } from "../../checks/sync-result";
import type { Findings, Scenario } from "../scenario";
import type { LiveScene, Scene } from "./sync-scene";

export interface SyncFindings extends Findings {
  readonly made: readonly MadeChange[];
  /** What was sent to the follower before this (monotonic ms) does not count: the scenario itself had silenced it. */
  readonly followerServesFrom?: number;
}

/**
 * Something that is done to the leader's lists and settings, or to a follower, while clients ask both. `leave` takes away
 * what is neither a row nor a setting, before those go.
 */
export interface SyncScenario extends Scenario<Scene, LiveScene, SyncFindings> {
  /** Before anybody asks. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  /** It restarts the leader's own Pi-hole, and may cost queries at the follower's address, and move the VIP. */
  readonly restarts?: true;
}
