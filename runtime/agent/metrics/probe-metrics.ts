import { blockingStates } from "../blocking/blocking-verdict";
import { outcomeKinds } from "../probe/outcome";
import type { ProbeRecord } from "../probe/prober";
import { recursionStatuses } from "../recursion";
import type { Snapshot } from "../snapshot";
import { counter, gauge, histogram, oneOf } from "./metric";

const probe = "`own`: a name that Pi-hole owns; `recursion`: new names of the internet, asked of Unbound";
const words = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(", ");

const probesOf = ({ own, resolver }: Snapshot): [string, ProbeRecord][] => [
  ["own", own],
  ["recursion", resolver.record],
];

type LastProbe = NonNullable<ProbeRecord["last"]>;
/** A sample for each probe that has ended once. */
const ofLast = (snapshot: Snapshot, value: (last: LastProbe) => number) =>
  probesOf(snapshot).flatMap(([name, { last }]) => (last ? [[{ probe: name }, value(last)] as const] : []));

/** What the agent finds when it asks for names. */
export const probeMetrics = [
  counter({
    name: "ha_dns_probes_total",
    help: "Probes by what they saw.",
    labels: { probe, result: words(outcomeKinds) },
    samples: (snapshot) =>
      probesOf(snapshot).flatMap(([name, { counts }]) =>
        outcomeKinds.map((result) => [{ probe: name, result }, counts[result]] as const),
      ),
  }),
  histogram({
    name: "ha_dns_probe_duration_seconds",
    help: "How long the probes took that saw something; one that timed out took its whole deadline.",
    labels: { probe },
    samples: (snapshot) => probesOf(snapshot).map(([name, { durations }]) => [{ probe: name }, durations]),
  }),
  gauge({
    name: "ha_dns_probe_last_timestamp_seconds",
    help: "Unix time at which the last probe ended; absent until one has.",
    labels: { probe },
    samples: (snapshot) => ofLast(snapshot, ({ at }) => at / 1000),
  }),
  gauge({
    name: "ha_dns_probe_latency_seconds",
    help: "Latency of the last probe.",
    labels: { probe },
    replacedBy: "ha_dns_probe_duration_seconds",
    samples: (snapshot) => ofLast(snapshot, ({ latencyMs }) => latencyMs / 1000),
  }),
  gauge({
    name: "ha_dns_probe_age_seconds",
    help: "Time since the last probe ended.",
    labels: { probe },
    replacedBy: "ha_dns_probe_last_timestamp_seconds",
    samples: (snapshot) => ofLast(snapshot, ({ at }) => (snapshot.at - at) / 1000),
  }),
  gauge({
    name: "ha_dns_recursion_status",
    help: "1 for what the recursion probe found.",
    labels: { status: words(recursionStatuses) },
    samples: ({ resolver }) => oneOf("status", recursionStatuses, resolver.recursion.status),
  }),
  gauge({
    name: "ha_dns_resolver_answers",
    help: "1 if the node's Unbound answers this one.",
    labels: { node: "whose Unbound; this node's own is among them" },
    samples: ({ resolver }) => [...resolver.answering].map(([node, answers]) => [{ node }, Number(answers)]),
  }),
  gauge({
    name: "ha_dns_blocking_state",
    help: "1 for what was seen of Pi-hole's blocking; absent if nobody looks.",
    labels: { state: words(blockingStates) },
    samples: ({ blocking }) => (blocking ? oneOf("state", blockingStates, blocking.state) : []),
  }),
];
