import type { ProcessSeen } from "../process-watch";
import type { Snapshot } from "../snapshot";
import { counter, gauge, one } from "./metric";

const labels = { process: "`agent`: probes and decides; `doors`: faces the LAN" } as const;

const each = (
  { process: agent, doorsProcess: doors }: Snapshot,
  value: (seen: ProcessSeen) => number | undefined,
) =>
  Object.entries({ agent, doors }).flatMap(([name, seen]) => {
    const is = seen && value(seen);
    return is === undefined ? [] : [[{ process: name }, is] as const];
  });

/** The agent's two processes, under the names that every exporter uses. */
export const processMetrics = [
  counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time.",
    labels,
    samples: (snapshot) => each(snapshot, ({ cpuSeconds }) => cpuSeconds),
  }),
  gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory.",
    labels,
    samples: (snapshot) => each(snapshot, ({ residentBytes }) => residentBytes),
  }),
  gauge({
    name: "process_open_fds",
    help: "Open file descriptors.",
    labels,
    samples: (snapshot) => each(snapshot, ({ openFiles }) => openFiles),
  }),
  gauge({
    name: "process_max_fds",
    help: "How many file descriptors may be open.",
    labels,
    samples: (snapshot) => each(snapshot, ({ mostOpenFiles }) => mostOpenFiles),
  }),
  gauge({
    name: "process_start_time_seconds",
    help: "Unix time at which the process started.",
    labels,
    samples: (snapshot) => each(snapshot, ({ startedAt }) => startedAt / 1000),
  }),
  gauge({
    name: "ha_dns_start_time_seconds",
    help: "Unix time at which the agent started.",
    labels: {},
    replacedBy: "process_start_time_seconds",
    samples: ({ startedAt }) => one(startedAt / 1000),
  }),
];
