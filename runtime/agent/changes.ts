import type { HealthStateName } from "./health";
import type { Role } from "./role";

/** What has changed so far, in figures. */
export interface ChangesSeen {
  /** How often this node has become the leader. */
  readonly leader: number;
  /** By state that was entered. */
  readonly states: Readonly<Partial<Record<HealthStateName, number>>>;
}

/** Counts what changes on a node since the agent's start. */
export class ChangeCounts {
  private role: Role | undefined;
  private leader = 0;
  private readonly states: Partial<Record<HealthStateName, number>> = {};

  /** The role that the agent finds at its start is no change: a restarted agent has moved nothing. */
  is(role: Role): void {
    if (role === "leader" && this.role === "follower") this.leader++;
    this.role = role;
  }

  entered(state: HealthStateName): void {
    this.states[state] = (this.states[state] ?? 0) + 1;
  }

  seen(): ChangesSeen {
    return { leader: this.leader, states: { ...this.states } };
  }
}
