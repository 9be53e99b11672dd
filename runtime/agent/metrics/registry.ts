import type { Snapshot } from "../snapshot";
import { conditionMetrics } from "./conditions";
import { dataMetrics } from "./data";
import { doorsMetrics } from "./doors";
import { expose } from "./exposition";
import { historyMetrics } from "./history";
import { localZoneMetrics } from "./local-zone";
import type { Metric } from "./metric";
import { nodeMetrics } from "./node";
import { notifyMetrics } from "./notify";
import { peerMetrics } from "./peers";
import { piholeMetrics } from "./pihole";
import { probeMetrics } from "./probes";
import { processMetrics } from "./process";
import { publicNameMetrics } from "./public-name";
import { secondMetrics } from "./second-answer";
import { syncMetrics } from "./sync";

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
