/** What an alert asks of a person: to act now, to look soon, or to know. */
export type AlertSeverity = "critical" | "warning" | "info";

/** A rule that tells somebody when its expression has had a result for a while. */
export interface Alert {
  readonly name: string;
  readonly expr: string;
  /** How long it must last, such as `1m`; a single look may fall between two scrapes of two nodes. */
  readonly for?: string;
  /** Absent if the expression gives it. */
  readonly severity?: AlertSeverity;
  /** One sentence; `{{ $labels.instance }}` is a node, `{{ $labels.cluster }}` its cluster's VIP. */
  readonly summary: string;
  /** What helps: a command, to be run on the node that the summary names unless it names another place. */
  readonly fix: string;
}

export const job = "ha-dns";

/** The nodes that Prometheus asks, and whether they answer. */
export const up = `up{job="${job}"}`;
