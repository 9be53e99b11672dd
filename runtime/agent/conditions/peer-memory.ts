import type { Peer, PeerStatus } from "../peers/peer";

/** What a peer said last. */
export interface PeerMemory {
  readonly status: PeerStatus;
  /** When that was, in ms since 1970. */
  readonly at: number;
}

/** Adds what the peers say now; what a silent one said last stays. */
export function remember(
  memory: ReadonlyMap<string, PeerMemory>,
  peers: readonly Peer[],
  at: number,
): ReadonlyMap<string, PeerMemory> {
  const heard = peers.flatMap(({ name, status }): [string, PeerMemory][] =>
    status ? [[name, { status, at }]] : [],
  );
  return new Map([...memory, ...heard]);
}
