import { version } from "../../package.json";
import { dataStateNames, type DataState } from "../contract/data-state";
import { blockingStates } from "./blocking/verdict";
import { dataStatus } from "./data-watch";
import { stateNames } from "./health";
import { outcomeKinds } from "./probe/outcome";
import type { ProbeRecord } from "./probe/prober";
import { recursionStatuses } from "./recursion";
import { readiness, type Snapshot } from "./snapshot";
import { syncCounts } from "./sync/progress";

type Labels = Readonly<Record<string, string>>;
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
  readonly samples: readonly (readonly [Labels, number])[];
}

/** The snapshot in Prometheus' text format, version 0.0.4. */
export function metrics(snapshot: Snapshot): string {
  return describe(snapshot).map(expose).join("");
}

function describe(snapshot: Snapshot): Metric[] {
  const { health, claim, config } = snapshot;
  const probes = [
    ["own", snapshot.own],
    ["recursion", snapshot.resolver.record],
  ] as const;
  const each = (of: (record: ProbeRecord) => number | undefined) =>
    probes.flatMap(([probe, record]) => {
      const value = of(record);
      return value === undefined ? [] : [[{ probe }, value] as const];
    });
  return [
    gauge("build_info", "The agent's version.", [[{ version, node_version: process.versions.node }, 1]]),
    gauge("ready", "1 where this node leads or could take over now.", [[{}, Number(readiness(snapshot).ok)]]),
    gauge("leader", "1 where this node holds the virtual IP.", [[{}, Number(snapshot.role === "leader")]]),
    gauge("state", "1 for the state that the node is in.", oneOf("state", stateNames, health.name)),
    gauge("state_age_seconds", "Time in the present state.", [[{}, snapshot.stateAgeMs / 1000]]),
    gauge("drained", "1 while the node drains or is drained.", [[{}, Number(health.drain !== undefined)]]),
    gauge(
      "peer_ready",
      "1 where the peer's agent says that it leads or could take over now.",
      snapshot.peers.map(({ name, status }) => [{ peer: name }, Number(status?.ready === true)]),
    ),
    gauge(
      "peer_adverts_disbelieved",
      "1 while VRRP adverts in the peer's name are dropped, because the peer did not send them.",
      snapshot.peers.map(({ name }) => {
        const dropped = snapshot.adverts?.disbelieved.some((peer) => peer.name === name);
        return [{ peer: name }, Number(dropped === true)];
      }),
    ),
    gauge("vrrp_priority", "The configured VRRP priority.", [[{}, config.priority]]),
    gauge("vrrp_claim", "What is added to the priority.", claim === undefined ? [] : [[{}, claim]]),
    gauge(
      "recursion_status",
      "1 for what the recursion probe found.",
      oneOf("status", recursionStatuses, snapshot.resolver.recursion.status),
    ),
    gauge(
      "resolver_answers",
      "1 where the node's Unbound answers this one.",
      [...snapshot.resolver.answering].map(([node, answers]) => [{ node }, Number(answers)] as const),
    ),
    {
      name: "ha_dns_probes_total",
      help: "Probes by what they saw.",
      type: "counter",
      samples: probes.flatMap(([probe, { counts }]) =>
        outcomeKinds.map((result) => [{ probe, result }, counts[result]] as const),
      ),
    },
    gauge(
      "probe_latency_seconds",
      "Latency of the last probe.",
      each(({ last }) => last && last.latencyMs / 1000),
    ),
    gauge(
      "probe_age_seconds",
      "Time since the last probe ended.",
      each(({ last }) => last && (snapshot.at - last.at) / 1000),
    ),
    gauge(
      "blocking_state",
      "1 for what was seen of Pi-hole's blocking.",
      snapshot.blocking ? oneOf("state", blockingStates, snapshot.blocking.state) : [],
    ),
    ...(snapshot.sync ? syncMetrics(snapshot.sync) : []),
    ...(snapshot.data?.state ? dataMetrics(snapshot.data.state, snapshot.at) : []),
    {
      name: "ha_dns_guard_requests_total",
      help: "Requests to Pi-hole's web server by what became of them.",
      type: "counter",
      samples: Object.entries(snapshot.guard ?? {}).map(([result, count]) => [{ result }, count] as const),
    },
    counter(
      "doors_starts_total",
      "How often the process that faces the LAN was started.",
      snapshot.doors?.starts,
    ),
    counter(
      "connections_turned_away_total",
      "Connections that were ended for being too many, or for sending requests at once.",
      snapshot.turnedAway,
    ),
    gauge("start_time_seconds", "Unix time at which the agent started.", [[{}, snapshot.startedAt / 1000]]),
  ];
}

function syncMetrics({ progress, behind, now }: NonNullable<Snapshot["sync"]>): Metric[] {
  const { equalAt, lastChange, refusal, counts } = progress;
  const some = (value: number | undefined): Metric["samples"] => (value === undefined ? [] : [[{}, value]]);
  return [
    gauge("sync_behind", "1 where this node may not have what the leader has.", [
      [{}, Number(behind !== "")],
    ]),
    gauge(
      "sync_age_seconds",
      "Time since this node was last seen equal to its leader.",
      some(equalAt === undefined ? undefined : (now - equalAt) / 1000),
    ),
    gauge(
      "sync_last_change_seconds",
      "How long the last round took that changed something.",
      some(lastChange && lastChange.ms / 1000),
    ),
    gauge("sync_refused", "1 while a removal waits for a person.", [[{}, Number(refusal !== undefined)]]),
    ...syncCounts.map((name): Metric => ({
      name: `ha_dns_sync_${name}_total`,
      help: `Sync: ${name} so far.`,
      type: "counter",
      samples: [[{}, counts[name]]],
    })),
  ];
}

function dataMetrics(state: DataState, at: number): Metric[] {
  const { replicationLagSeconds: lag, alert } = dataStatus({ state, trouble: "" }, at);
  return [
    gauge(
      "replication_lag_seconds",
      "On the holder how far the last peer is behind, else the age of the copy here.",
      lag === null ? [] : [[{}, lag]],
    ),
    gauge(
      "replication_last_success_timestamp_seconds",
      "Unix time at which the peer was last brought up to date.",
      state.replication.flatMap(({ peer, lastSuccessAt: last }) =>
        last === null ? [] : [[{ peer }, last / 1000] as const],
      ),
    ),
    gauge("replication_lagging", "1 where the copies are further behind than maxReplicationLag allows.", [
      [{}, Number(alert !== "")],
    ]),
    gauge("data_holder", "1 where this node has the working copy.", [[{}, Number(state.state === "holder")]]),
    gauge(
      "data_state",
      "1 for the state that the node's data is in.",
      oneOf("state", dataStateNames, state.state),
    ),
    gauge("data_writable", "1 where the datasets can be written to.", [[{}, Number(state.writable)]]),
    gauge("data_epoch", "Counts the take-overs.", [[{}, state.epoch]]),
    gauge("data_kept_branches", "Branches that were kept because they had diverged.", [
      [{}, state.kept.length],
    ]),
    gauge(
      "service_running",
      "1 where the standby service runs here.",
      state.services.map(({ name, state: is }) => [{ service: name }, Number(is === "running")] as const),
    ),
  ];
}

const gauge = (name: string, help: string, samples: Metric["samples"]): Metric => ({
  name: `ha_dns_${name}`,
  help,
  type: "gauge",
  samples,
});

const counter = (name: string, help: string, value: number | undefined): Metric => ({
  name: `ha_dns_${name}`,
  help,
  type: "counter",
  samples: value === undefined ? [] : [[{}, value]],
});

const oneOf = (label: string, values: readonly string[], present: string): Metric["samples"] =>
  values.map((value) => [{ [label]: value }, Number(value === present)]);

function expose({ name, help, type, samples }: Metric): string {
  const lines = samples.map(([labels, value]) => {
    const inner = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
    return `${name}${inner.length > 0 ? `{${inner.join(",")}}` : ""} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}
