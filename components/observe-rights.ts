import { observeContainers } from "../runtime/contract/names";
import type { Rights } from "./hardened";

const temporary = { "/tmp": "temporary files" };

/** What the containers that observe the cluster may do. If the host runs out of memory, they end before anything else. */
export const observeRights = {
  pod: { name: observeContainers.pod, capabilities: {}, memory: 16, pids: 8, oomScoreAdj: 500 },
  prometheus: {
    name: observeContainers.prometheus,
    capabilities: {},
    memory: 384,
    pids: 64,
    oomScoreAdj: 600,
  },
  alertmanager: {
    name: observeContainers.alertmanager,
    capabilities: {},
    memory: 96,
    pids: 64,
    oomScoreAdj: 500,
  },
  grafana: {
    name: observeContainers.grafana,
    capabilities: {},
    tmpfs: temporary,
    memory: 384,
    pids: 128,
    oomScoreAdj: 700,
  },
} as const satisfies Readonly<Record<keyof typeof observeContainers, Rights>>;
