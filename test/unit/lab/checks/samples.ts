import type { Cluster } from "../../../../lab/cluster/cluster";
import type { History } from "../../../../lab/checks/fault-result";

const node = (name: string, pod: string, priority: number) => ({
  name,
  container: `lab-${name}`,
  host: "",
  pod,
  unbound: "",
  priority,
});

export const cluster: Cluster = {
  vip: "192.0.2.250",
  client: "lab-client",
  failback: "automatic",
  folder: "/nowhere",
  nodes: [node("b", "192.0.2.2", 100), node("a", "192.0.2.1", 120)],
};

/** A power-off at 1000 ms, healed at 4000: two queries lost, the VIP on `b` from 1150 to 6000. */
export const history: History = {
  moments: { started: 0, injected: 1000, healed: 4000, restored: 4100, ended: 8000, whole: 7000 },
  attempts: Array.from({ length: 80 }, (_, i) => {
    const sentAt = i * 100;
    return sentAt === 1000 || sentAt === 1100
      ? { sentAt, verdict: "lost" as const }
      : { sentAt, verdict: "answered" as const, rttMs: 1.04 };
  }),
  retried: [{ sentAt: 1000, answered: true }],
  ownership: [
    { at: -50, node: "a", owns: true },
    { at: 1010, node: "a", owns: false },
    { at: 1150, node: "b", owns: true },
    { at: 6000, node: "a", owns: true },
    { at: 6002, node: "b", owns: false },
  ],
  leaderBefore: "a",
  leaderAfter: "b",
  healsItself: false,
  wrongReasons: {},
  lateness: { maxMs: 3, over5Ms: 0, stalls: 0, histogram: [] },
  notWhole: [],
};
