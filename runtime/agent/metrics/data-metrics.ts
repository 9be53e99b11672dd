import { dataStateNames, type DataState } from "../../contract/data-state";
import { dataStatus } from "../data-watch";
import type { Snapshot } from "../snapshot";
import { gauge, one, oneOf } from "./metric";

/** Samples from the data keeper's state; none if the host has no data keeper, or if it does not report. */
const from = <T>({ data }: Snapshot, samples: (state: DataState) => readonly T[]): readonly T[] =>
  data?.state ? samples(data.state) : [];

/** Datasets, replication and standby services. Absent on a host that keeps no data. */
export const dataMetrics = [
  gauge({
    name: "ha_dns_replication_lag_seconds",
    help: "On the holder how far the last peer is behind, else the age of the copy here.",
    labels: {},
    samples: (it) =>
      from(it, (state) => one(dataStatus({ state, trouble: "" }, it.at).replicationLagSeconds)),
  }),
  gauge({
    name: "ha_dns_replication_last_success_timestamp_seconds",
    help: "Unix time at which the peer was last brought up to date. Only the holder knows it.",
    labels: { peer: "the node that has the copy" },
    samples: (it) =>
      from(it, ({ replication }) =>
        replication.flatMap(({ peer, lastSuccessAt: last }) =>
          last === null ? [] : [[{ peer }, last / 1000] as const],
        ),
      ),
  }),
  gauge({
    name: "ha_dns_replication_lagging",
    help: "1 if the copies are further behind than `maxReplicationLag` allows.",
    labels: {},
    samples: (it) => from(it, (state) => one(dataStatus({ state, trouble: "" }, it.at).alert !== "")),
  }),
  gauge({
    name: "ha_dns_data_holder",
    help: "1 if this node has the working copy.",
    labels: {},
    samples: (it) => from(it, ({ state }) => one(state === "holder")),
  }),
  gauge({
    name: "ha_dns_data_state",
    help: "1 for the state that the node's data is in.",
    labels: { state: dataStateNames.map((name) => `\`${name}\``).join(", ") },
    samples: (it) => from(it, ({ state }) => oneOf("state", dataStateNames, state)),
  }),
  gauge({
    name: "ha_dns_data_writable",
    help: "1 if the datasets can be written to.",
    labels: {},
    samples: (it) => from(it, ({ writable }) => one(writable)),
  }),
  gauge({
    name: "ha_dns_data_epoch",
    help: "Counts the take-overs: the holder with the highest has the newest data.",
    labels: {},
    samples: (it) => from(it, ({ epoch }) => one(epoch)),
  }),
  gauge({
    name: "ha_dns_data_kept_branches",
    help: "Branches that were kept because they had diverged.",
    labels: {},
    samples: (it) => from(it, ({ kept }) => one(kept.length)),
  }),
  gauge({
    name: "ha_dns_service_running",
    help: "1 if the standby service runs here.",
    labels: { service: "name of the service" },
    samples: (it) =>
      from(it, ({ services }) =>
        services.map(({ name, state }) => [{ service: name }, Number(state === "running")] as const),
      ),
  }),
];
