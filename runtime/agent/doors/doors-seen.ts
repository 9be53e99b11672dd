/** What the status says of the doors, the process that faces the LAN. */
export interface DoorsSeen {
  /** Since the agent's own start. */
  readonly starts: number;
  /** How the last one ended; empty if none has. */
  readonly lastEnd: string;
  /** The address whose connections come in a flood, and are turned away. */
  readonly flooding?: string;
}
