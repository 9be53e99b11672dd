/** An expression whose result Prometheus keeps under a name: level, metric, operation. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
}

export const recordings: readonly Recording[] = [
  { record: "cluster:ha_dns_leader:sum", expr: "sum by (cluster) (ha_dns_leader)" },
  { record: "cluster:ha_dns_ready:sum", expr: "sum by (cluster) (ha_dns_ready)" },
  {
    record: "cluster:ha_dns_leader_changes:increase1d",
    expr: "sum by (cluster) (increase(ha_dns_leader_changes_total[1d]))",
  },
  {
    record: "instance_probe:ha_dns_probes_failed:ratio_rate5m",
    expr:
      'sum by (cluster, instance, probe) (rate(ha_dns_probes_total{result!~"ok|no-data"}[5m])) / ' +
      'sum by (cluster, instance, probe) (rate(ha_dns_probes_total{result!="no-data"}[5m]))',
  },
  {
    record: "instance_probe:ha_dns_probe_duration_seconds:p99_rate5m",
    expr: "histogram_quantile(0.99, sum by (cluster, instance, probe, le) (rate(ha_dns_probe_duration_seconds_bucket[5m])))",
  },
  {
    record: "cluster:ha_dns_pihole_queries_per_second:sum",
    expr: "sum by (cluster) (ha_dns_pihole_queries_per_second)",
  },
  {
    record: "cluster:ha_dns_pihole_window_blocked:ratio",
    expr: "sum by (cluster) (ha_dns_pihole_window_blocked) / sum by (cluster) (ha_dns_pihole_window_queries)",
  },
];
