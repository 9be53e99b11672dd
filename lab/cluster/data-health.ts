import type { DataState } from "../../runtime/contract/data-state";

/** What the data keepers of all nodes say at one moment; null if one says nothing fresh. */
export type States = Readonly<Record<string, DataState | null>>;

export interface Wanted {
  /** The node that is to hold the data; undefined if any may. */
  readonly holder: string | undefined;
  /** All copies are to be of this moment or later (ms since 1970). */
  readonly copiedSince: number;
}

/** The node that holds the data; undefined if none does, or more than one. */
export function holderOf(states: States): string | undefined {
  const holders = Object.keys(states).filter((node) => states[node]?.state === "holder");
  return holders.length === 1 ? holders[0] : undefined;
}

/** Why the data of a healthy cluster is unhealthy; empty if it is healthy. */
export function dataFaults(states: States, { holder, copiedSince }: Wanted): string[] {
  const seen = holderOf(states);
  return [
    ...(seen ? [] : ["not exactly one node holds the data"]),
    ...(seen && holder !== undefined && seen !== holder
      ? [`${seen} holds the data, and ${holder} should`]
      : []),
    ...Object.entries(states).flatMap(([node, state]) =>
      dataNodeFaults(state, node === seen, copiedSince).map((fault) => `${node}: ${fault}`),
    ),
  ];
}

function dataNodeFaults(state: DataState | null, holds: boolean, copiedSince: number): string[] {
  if (!state) return ["its data keeper says nothing"];
  const troubles = state.roots
    .filter(({ trouble }) => trouble)
    .map(({ name, trouble }) => `${name}: ${trouble}`);
  return [...troubles, ...(holds ? holderFaults(state, copiedSince) : replicaFaults(state))];
}

function replicaFaults({ state, reason, writable }: DataState): string[] {
  return [
    ...(state === "replica" ? [] : [`it is ${state} (${reason})`]),
    ...(writable ? ["its copy can be written to"] : []),
  ];
}

function holderFaults({ writable, services, replication }: DataState, copiedSince: number): string[] {
  return [
    ...(writable ? [] : ["the data cannot be written to"]),
    ...services
      .filter(({ state }) => state !== "running")
      .map(({ name, state, reason }) => `service ${name} is ${state} (${reason})`),
    ...replication.flatMap(({ peer, trouble, snapshotAt }) => {
      if (trouble) return [`${peer} does not follow: ${trouble}`];
      return snapshotAt !== null && snapshotAt >= copiedSince
        ? []
        : [`${peer} has no copy that is new enough`];
    }),
  ];
}
