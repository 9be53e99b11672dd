import type { HostSeen } from "../host/host-seen";
import type { ClusterEvent } from "../events/event";
import type { Snapshot } from "../snapshot";
import type { PeerMemory } from "./peer-memory";
import type { Severity } from "../../contract/severity";
import type { Condition } from "./condition";

/** What a node knows at one moment: conditions come from it and from nothing else. */
export interface NodeSight {
  readonly snapshot: Omit<Snapshot, "conditions">;
  /** What each peer last said, also if it is silent now; by name. */
  readonly memory: ReadonlyMap<string, PeerMemory>;
  readonly host: HostSeen;
  /** What happened lately on all nodes, the newest last. */
  readonly events: readonly ClusterEvent[];
}

/** The node that looks. */
export const ownNode = ({ snapshot }: NodeSight): string => snapshot.config.node;

/** One thing that a kind has found. Texts that are too long for a peer's report are cut. */
export interface FoundCondition extends Pick<Condition, "subject" | "text"> {
  /** Of this one, if it differs from the kind's. */
  readonly severity?: Severity;
  readonly fix?: string;
}

/** A registered kind of condition. A new one is an entry in one of the files in kinds/. */
export interface ConditionKind {
  readonly code: string;
  readonly severity: Severity;
  /** What it means, in a sentence; for docs/conditions.md. */
  readonly title: string;
  /** It is told when it has lasted so long without a break, in seconds. */
  readonly forSeconds: number;
  /** The command or page that helps. */
  readonly fix: string;
  /** What holds now; nothing if all is well. Pure. */
  readonly look: (sight: NodeSight) => readonly FoundCondition[];
}
