import { fence } from "../../contract/data-config";

/*
 * All in ms. What a node sees of a peer is at most `seenMs` + `lagMs` old: the peer writes its state every second, its
 * agent reads it every second, this node's agent asks every second for at most 0.8 s, writes, and the keeper reads.
 * Three sums keep two nodes from writing at once:
 *   lagMs + leaseMs + stopMs <= holdMs    a holder has stopped before one that it does not hear of begins;
 *   seenMs + lagMs < settleMs             of two that see each other, the one that begins later gives way;
 *   watchdogMs + restartMs + startMs <= leaseMs    a keeper that hung is back before its lease ends.
 */
export const timing = {
  leaseMs: fence.lease * 1000,
  stopMs: fence.stop * 1000,
  holdMs: fence.hold * 1000,
  watchdogMs: fence.watchdog * 1000,
  restartMs: fence.restart * 1000,
  /** From the start of its process to a keeper's first look at its lease. */
  startMs: 3_000,
  /** What has not changed for longer is not known. */
  seenMs: 3_000,
  lagMs: 4_800,
  /** How long a node says that it takes the data over before it does, where all see each other and nobody has it. */
  settleMs: 8_000,
  /** A release is answered at once only so long after it was first seen, and taken back later than that. */
  promptMs: 20_000,
  releaseMs: 60_000,
  /** Between two moves of the data that nobody asked for. */
  restMs: 30_000,
  /** How long there has been no word of a node before its data is taken over: longer than its update needs. */
  silenceMs: 15_000,
  /** How long the router has to have answered before it is asked for the address: peers are heard again later than it. */
  routerMs: 6_000,
  /** How long the router may need to hear of a take-over; less than the lease, which goes on to count. */
  announceMs: 5_000,
  /** A claim that the router has not confirmed is given up for a while. */
  claimMs: 45_000,
  /** Of a host that goes down: how long it looks for a peer, how long a hand-over may take, and the answer to it. */
  partnerMs: 4_000,
  leaveMs: 40_000,
  farewellMs: 12_000,
  /** A person's wish that nobody could fulfil is forgotten. */
  wishMs: 300_000,
  /** A holder announces the fence address again that it lost to no other node; several times within its lease. */
  reclaimMs: 2_000,
  /** How long a node that lost the fence address to another does not claim it, unless it sees the others. */
  barMs: 300_000,
  /** How long a wish waits for a visible node whose copy is newer: it takes the data up, and hands it over. */
  newerMs: 60_000,
  firstRetryMs: 1_000,
  longestRetryMs: 120_000,
  firstMoveRetryMs: 10_000,
  longestMoveRetryMs: 600_000,
} as const;
