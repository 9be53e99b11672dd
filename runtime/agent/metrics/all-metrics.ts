import type { Snapshot } from "../snapshot";
import { conditionMetrics } from "./condition-metrics";
import { dataMetrics } from "./data-metrics";
import { doorsMetrics } from "./doors-metrics";
import { expose } from "./exposition";
import { historyMetrics } from "./history-metrics";
import { localZoneMetrics } from "./local-zone-metrics";
import type { Metric } from "./metric";
import { nodeMetrics } from "./node-metrics";
import { notifyMetrics } from "./notify-metrics";
import { peerMetrics } from "./peers-metrics";
import { piholeMetrics } from "./pihole-metrics";
import { probeMetrics } from "./probe-metrics";
import { processMetrics } from "./process-metrics";
import { publicNameMetrics } from "./public-name-metrics";
import { secondMetrics } from "./second-metrics";
import { syncMetrics } from "./sync-metrics";

/** Every metric of the agent, by what it is about. */
export const registry: Readonly<Record<string, readonly Metric[]>> = {
  "The node": nodeMetrics,
  "Its peers": peerMetrics,
  "What is wrong": conditionMetrics,
  "DNS, as the probes see it": probeMetrics,
  "Pi-hole's own numbers": piholeMetrics,
  "The query history": historyMetrics,
  "The signed zone": localZoneMetrics,
  "The public name": publicNameMetrics,
  "Second answers": secondMetrics,
  "Lists and settings": syncMetrics,
  "Data and services": dataMetrics,
  "Its messages": notifyMetrics,
  "What faces the LAN": doorsMetrics,
  "The agent's processes": processMetrics,
};

export const allMetrics: readonly Metric[] = Object.values(registry).flat();

/** The snapshot in Prometheus' text format, version 0.0.4. */
export const metrics = (snapshot: Snapshot): string =>
  allMetrics.map((metric) => expose(metric, snapshot)).join("");
