import type { Alert } from "./alert";

/** Datasets and standby services; silent if there are none. */
export const dataAlerts: readonly Alert[] = [
  {
    name: "HaDnsNobodyHoldsTheData",
    expr: "sum by (cluster) (ha_dns_data_holder) == 0",
    for: "2m",
    severity: "critical",
    summary: "No node of {{ $labels.cluster }} writes to the data, so no standby service runs.",
    fix: "ha-dns data status on each node says why.",
  },
  {
    name: "HaDnsDataWaiting",
    expr: 'ha_dns_data_state{state="waiting"} == 1',
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.instance }} could take the data over, and waits for a person.",
    fix: "ha-dns data status there says why; ha-dns data take takes it.",
  },
  {
    name: "HaDnsReplicationLate",
    expr: "ha_dns_replication_lagging == 1",
    for: "1m",
    severity: "warning",
    summary: "The copies of the data are too old, as {{ $labels.instance }} sees it.",
    fix: "ha-dns data status there says which, and why.",
  },
  {
    name: "HaDnsPeerNotReplicated",
    // Only the holder knows it.
    expr:
      "time() - ha_dns_replication_last_success_timestamp_seconds > 300 " +
      "and on (cluster, instance) ha_dns_data_holder == 1",
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.instance }} has not sent its data to {{ $labels.peer }} for five minutes.",
    fix: "ha-dns data status there says why.",
  },
  {
    name: "HaDnsServiceDown",
    expr: "sum by (cluster, service) (ha_dns_service_running) == 0",
    for: "2m",
    severity: "warning",
    summary: "The service {{ $labels.service }} runs on no node.",
    fix: "ha-dns data status on the node that holds the data says why.",
  },
  {
    name: "HaDnsBranchKept",
    expr: "ha_dns_data_kept_branches > 0",
    severity: "info",
    summary: "{{ $labels.instance }} keeps data that no other node has.",
    fix: "ha-dns data status there names it. docs/data.md says how to look into it, and how to delete it.",
  },
];
