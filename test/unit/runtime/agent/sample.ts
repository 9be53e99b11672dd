import { initialHealth } from "../../../../runtime/agent/health";
import { DurationCounter } from "../../../../runtime/agent/metrics/duration-metrics";
import { outcomeKinds } from "../../../../runtime/agent/probe/outcome";
import type { ProbeRecord } from "../../../../runtime/agent/probe/prober";
import type { Reported } from "../../../../runtime/agent/peers/own-report";
import type { AgentConfig } from "../../../../runtime/contract/agent-config";

export const agentConfig: AgentConfig = {
  node: "pi1",
  vip: "192.168.8.250",
  podAddress: "127.0.0.1",
  unboundAddress: "192.168.8.253",
  peers: [{ name: "pi2", podAddress: "192.168.8.252", unboundAddress: "192.168.8.254" }],
  priority: 150,
  standbyClaim: -60,
  syncingClaim: -62,
  drainClaim: -253,
  advertIntervalSeconds: 0.05,
  missedAdverts: 3,
  updateCheck: false,
  vrrpAgreement: "v3/51",
  clusterFingerprint: "0123456789abcdef",
  images: { pihole: "pihole/pihole:1", unbound: "ha-dns/unbound:1", runtime: "ha-dns/runtime:1" },
  failback: "automatic",
  failbackDelaySeconds: 10,
  sync: { maxRemovalPercent: 30, staleAfterSeconds: 300 },
  ownName: "pi1.ha-dns.internal",
  recursionNames: ["example.com"],
  datedName: "time.example.com",
  probe: {
    intervalMs: 100,
    deadlineMs: 300,
    fall: 3,
    rise: 3,
    recursionIntervalMs: 2000,
    recursionDeadlineMs: 1500,
  },
};

const counts = Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as ProbeRecord["counts"];

const durations = new DurationCounter().seen();

/** A leading node, ten seconds after its agent started. */
export const leading: Reported = {
  config: agentConfig,
  health: { ...initialHealth(0), name: "leading", verdict: "healthy", vrrp: "MASTER", reason: "" },
  stateAgeMs: 4000,
  healthyMs: 5000,
  role: "leader",
  claim: 0,
  own: {
    counts: { ...counts, ok: 7, timeout: 2 },
    durations,
    last: { kind: "ok", detail: "NOERROR", latencyMs: 2, name: agentConfig.ownName, at: 9_900 },
  },
  resolver: {
    recursion: { status: "ok", reason: "" },
    recursionMs: 5_000,
    record: { counts, durations, last: undefined },
    answering: new Map([
      ["pi1", true],
      ["pi2", false],
    ]),
    controlTrouble: "",
  },
  peers: [{ name: "pi2", podAddress: "192.168.8.252", status: undefined, trouble: "not asked yet" }],
  sync: undefined,
  localZone: undefined,
  publicName: undefined,
  dhcp: undefined,
  startedAt: 0,
  at: 10_000,
  trouble: "",
};
