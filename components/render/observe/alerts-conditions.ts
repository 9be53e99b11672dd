import type { Alert } from "./alert";

/** Conditions of the agents for which an alert of its own looks at the metrics: those also speak if the agents do not. */
export const coveredConditions = [
  "no-node-answers",
  "two-leaders",
  "node-silent",
  "no-spare",
  "vip-flapping",
  "adverts-forged",
  "update-half-done",
  "drained-long",
  "node-at-fault",
  "lists-behind",
  "upstream-failing",
  "resolver-down",
  "clock-wrong",
  "validation-failing",
  "blocking-lost",
  "lists-empty",
  "removal-waits",
  "sync-failing",
  "data-waiting",
  "replication-late",
  "branch-kept",
  "service-failed",
] as const;

/** Everything else that the agents find; they have waited already until it is worth telling. */
export const conditionAlerts: readonly Alert[] = [
  {
    name: "HaDnsCondition",
    expr:
      "max by (cluster, code, subject, severity) " +
      `(ha_dns_condition{code!~"${coveredConditions.join("|")}"}) == 1`,
    summary: "{{ $labels.code }} {{ $labels.subject }}",
    fix: "ha-dns status on any node has it in words; docs/conditions.md says what helps.",
  },
];
