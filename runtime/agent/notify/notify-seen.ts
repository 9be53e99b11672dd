/** How a channel does on this node. Times in ms since 1970. */
export interface ChannelSeen {
  readonly name: string;
  readonly kind: string;
  /** So many things it has not been told. */
  readonly untold: number;
  /** Why the last attempt failed; empty if it did not. */
  readonly trouble: string;
  /** A person has to look at it: it refuses messages, or fails while others work. */
  readonly lost: boolean;
  readonly acceptedAt: number | null;
  /** Counts since the agent's start. */
  readonly accepted: number;
  readonly failed: number;
}

export interface NotifySeen {
  readonly channels: readonly ChannelSeen[];
  /** Why the heartbeat was not accepted last; empty if it was. */
  readonly heartbeat: string;
}

/** The condition that a channel cannot be told anything. */
export const failingCode = "notify-failing";
