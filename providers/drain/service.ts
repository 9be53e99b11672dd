import type { SshTarget } from "../ssh/target";

/** Where the marks lie on the host by which its agent knows that it is drained; they outlive a boot. */
export interface Marks {
  readonly update: string;
  readonly maintenance: string;
}

/** A node's service, which `Drain` ends for a while and `Serving` brings back. */
export interface Service {
  readonly target: SshTarget;
  /** Name of the agent's container. */
  readonly agent: string;
  readonly marks: Marks;
  /** Whether the node is to be drained, and stay so. */
  readonly maintenance: boolean;
}
