import { judgeCopies, replicationLagMs, type DataState } from "../contract/data-state";

/** What status tells: the keeper's own state, where it is fresh. */
export interface DataStatus extends DataState {
  readonly replicationLagSeconds: number | null;
  readonly alerts: readonly string[];
  /** What would happen if the holder failed now. */
  readonly onFailover: string;
}

const seconds = (ms: number): number => Math.round(ms / 1000);

/** Why a person should look; none if all is well. */
export function alertsOf(state: DataState, now: number): string[] {
  const copies = judgeCopies(state, now);
  return [
    ...(["isolated", "ousted", "waiting"].includes(state.state) ? [`${state.state}: ${state.reason}`] : []),
    ...(copies.kind === "no copy" ? ["some dataset has no copy"] : []),
    ...(copies.kind === "late"
      ? [
          `the copy is ${seconds(copies.lagMs)} s behind, more than maxReplicationLag (${state.maxLagSeconds} s)`,
        ]
      : []),
    ...state.roots.filter(({ trouble }) => trouble !== "").map(({ name, trouble }) => `${name}: ${trouble}`),
    ...state.services
      .filter((service) => service.state === "failed")
      .map(({ name, reason }) => `service ${name} failed${reason ? `: ${reason}` : ""}`),
    ...state.replication
      .filter(({ trouble }) => trouble !== "")
      .map(({ peer, trouble }) => `${peer} does not follow: ${trouble}`),
  ];
}

/** What would happen if the node that has the data now failed this moment; in a sentence. */
export function onFailover(
  state: DataState,
  now: number,
  rules: { readonly fenced: boolean; readonly maxAgeMs: number },
): string {
  const lag = replicationLagMs(state, now);
  const lost = lag === null ? "" : `; writes of the last ${seconds(lag)} s would be missing until it returns`;
  const word = rules.fenced ? "" : " only when a person says so: there is no fenceAddress";
  if (state.state === "holder") {
    if (state.replication.length === 0) return "nobody else could take the data over: there are no peers";
    if (lag === null) return "no peer has a whole copy: nobody could take the data over";
    return `the node that leads DNS would take the data over${word}${lost}`;
  }
  if (lag === null) return "this node has no whole copy, and could not take the data over";
  if (lag > rules.maxAgeMs)
    return `this node would wait for a person's word: its copy is ${seconds(lag)} s old, more than maxDataAge allows`;
  return `this node would take the data over once it leads DNS${word}${lost}`;
}

export function statusOf(
  state: DataState,
  now: number,
  rules: { readonly fenced: boolean; readonly maxAgeMs: number },
): DataStatus {
  const lag = replicationLagMs(state, now);
  return {
    ...state,
    replicationLagSeconds: lag === null ? null : lag / 1000,
    alerts: alertsOf(state, now),
    onFailover: onFailover(state, now, rules),
  };
}

const age = (at: number | null, now: number): string =>
  at === null ? "never" : `${seconds(now - at)} s ago`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** For people, a line each. */
export function dataStatusText(status: DataStatus, now: number): string {
  const { node, state, reason, epoch, writable, roots, services, replication, kept, alerts } = status;
  return [
    `${node}: ${state}${reason ? ` (${reason})` : ""}; datasets ${writable ? "writable" : "read-only"}; take-over ${epoch}`,
    ...roots.map(
      ({ name, newest, trouble }) =>
        `  dataset ${name}: ${newest ? `${newest.name}, ${age(newest.createdAt, now)}` : "no snapshot"}${trouble ? `; ${trouble}` : ""}`,
    ),
    ...services.map(
      (service) =>
        `  service ${service.name}: ${service.state}${service.reason ? ` (${service.reason})` : ""}`,
    ),
    // What another node's peers have is for that one to say.
    ...(state === "holder" ? replication : []).map(
      ({ peer, snapshotAt, lastSuccessAt, trouble }) =>
        `  peer ${peer}: has what was there ${age(snapshotAt, now)}; last success ${age(lastSuccessAt, now)}${trouble ? `; ${trouble}` : ""}`,
    ),
    ...kept.map(
      ({ dataset, at, bytes, from }) =>
        `  kept ${dataset}: ${megabytes(bytes)}, ${new Date(at).toISOString()}, before it followed ${from}`,
    ),
    `  if the node that has the data failed now: ${status.onFailover}`,
    ...alerts.map((alert) => `  ALERT ${alert}`),
  ].join("\n");
}
