import { ChangeCounts } from "../../../../../runtime/agent/changes";
import { DurationCounter } from "../../../../../runtime/agent/metrics/duration-metrics";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import { initialProgress } from "../../../../../runtime/agent/sync/sync-progress";
import { leading } from "../sample";

const changes = new ChangeCounts();
changes.is("follower");
changes.is("leader");
changes.entered("leading");

const durations = new DurationCounter();
for (const ms of [0.4, 2, 7, 299, 2_000]) durations.add(ms);

const seen = { cpuSeconds: 1.5, residentBytes: 70e6, openFiles: 40, mostOpenFiles: 1024, startedAt: 1_000 };

/** A snapshot in which every metric has a sample. */
export const everything: Snapshot = {
  ...leading,
  own: { ...leading.own, durations: durations.seen() },
  changes: changes.seen(),
  second: { fit: true, seen: 500, answered: 497, given: 2, withheld: 1, dropped: 0, silent: false },
  history: { queries: 1_000, bytes: 81_920, newest: 1_700_000_000_000_000, trouble: {} },
  publicName: {
    name: "home.example.com",
    accepted: { of: "0123", address: "8.8.4.4", at: Date.UTC(2026, 10, 30) },
    trouble: "",
    final: false,
    failingSince: undefined,
  },
  localZone: {
    zone: "home.arpa",
    signer: 1,
    keys: [],
    records: 0,
    signed: { day: 20_787, until: Date.UTC(2026, 11, 14), digest: "0123", key: 1 },
    trouble: "",
  },
  notify: {
    channels: [
      {
        name: "phone",
        kind: "ntfy",
        untold: 1,
        trouble: "",
        lost: false,
        acceptedAt: 7_000,
        accepted: 4,
        failed: 2,
      },
    ],
    heartbeat: "",
  },
  conditions: [
    { code: "rows-aside", subject: "pi2", severity: "info", text: "It is so.", fix: "", since: 1_000 },
  ],
  sync: {
    progress: {
      ...initialProgress,
      equalAt: 40_000,
      lastChange: {
        at: 9_000,
        ms: 250,
        cause: "leader",
        steps: 2,
        words: [],
        figures: [],
        kept: undefined,
      },
    },
    behind: "",
    now: 42_000,
  },
  blocking: { state: "blocks", reason: "", sinceMs: 1_000, domains: 131_000, healing: undefined },
  guard: { passed: 3, refused: 1, failed: 0, abandoned: 0 },
  turnedAway: 2,
  doors: { starts: 1, lastEnd: "" },
  pihole: {
    queries: 1_000,
    blocked: 100,
    clients: 12,
    perSecond: 0.5,
    gravityDomains: 131_000,
    gravityUpdatedAt: 5_000,
  },
  process: seen,
  doorsProcess: { ...seen, residentBytes: 60e6 },
  data: {
    trouble: "",
    state: {
      node: "pi1",
      at: 9_500,
      state: "holder",
      reason: "",
      since: 0,
      maxLagSeconds: 120,
      epoch: 3,
      latest: true,
      wants: false,
      writable: true,
      released: null,
      roots: [],
      services: [{ name: "notes", state: "running", reason: "" }],
      replication: [{ peer: "pi2", snapshotAt: 8_000, lastSuccessAt: 9_000, trouble: "" }],
      kept: [],
    },
  },
};
