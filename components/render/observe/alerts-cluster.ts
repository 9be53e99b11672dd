import { up, type Alert } from "./alert";

const moves = "increase(ha_dns_leader_changes_total";

/** Who holds the VIP, and who could. */
export const clusterAlerts: readonly Alert[] = [
  {
    name: "HaDnsNoLeader",
    // Without the second half it would say nothing when no node answers at all.
    expr: `(sum by (cluster) (ha_dns_leader) or 0 * group by (cluster) (${up})) == 0`,
    for: "30s",
    severity: "critical",
    summary: "No node answers at the VIP {{ $labels.cluster }}.",
    fix: "Look at the nodes: are they on, and connected? Then ha-dns status.",
  },
  {
    name: "HaDnsTwoLeaders",
    expr: "sum by (cluster) (ha_dns_leader) > 1",
    for: "30s",
    severity: "critical",
    summary: "{{ $value }} nodes hold the VIP {{ $labels.cluster }}: they do not hear each other.",
    fix: "Look at the switch between them. ha-dns check on both says what each one sees.",
  },
  {
    name: "HaDnsNodeDown",
    expr: `${up} == 0`,
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.instance }} does not answer.",
    fix: "Check that it has power and network. Its agent does not answer, so ask the host: systemctl status ha-dns.",
  },
  {
    name: "HaDnsNoTargets",
    expr: `absent(${up})`,
    for: "5m",
    severity: "warning",
    summary: "Prometheus asks no node of ha-dns.",
    fix: "Look at its scrape config: the job is called ha-dns.",
  },
  {
    name: "HaDnsPeerUnreachable",
    expr:
      "ha_dns_peer_up == 0 and on (cluster, peer) " +
      `label_replace(${up} == 1, "peer", "$1", "instance", "(.+)")`,
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.instance }} does not hear {{ $labels.peer }}, although both run.",
    fix: "Look at the network between them: the switch, VLANs, firewalls. ha-dns check on both.",
  },
  {
    name: "HaDnsNoSpare",
    // A node that is drained on purpose is planned work.
    expr: "sum by (cluster) (ha_dns_ready) < 2 unless on (cluster) max by (cluster) (ha_dns_drained) == 1",
    for: "2m",
    severity: "warning",
    summary: "No other node of {{ $labels.cluster }} could take over.",
    fix: "ha-dns status on each node says why it could not.",
  },
  {
    name: "HaDnsVipMoved",
    expr: `${moves}[2m]) > 0`,
    severity: "info",
    summary: "{{ $labels.instance }} has taken the VIP {{ $labels.cluster }}.",
    fix: "Nothing has to be done. ha-dns status on the other nodes says why they do not lead.",
  },
  {
    name: "HaDnsVipFlapping",
    expr: `sum by (cluster) (${moves}[10m])) > 3`,
    severity: "warning",
    summary: "The VIP {{ $labels.cluster }} has moved more than three times within ten minutes.",
    fix: "Drain the node that fails: ha-dns drain there. journalctl -u ha-dns, and docker logs ha-dns-agent.",
  },
  {
    name: "HaDnsConfigDiffers",
    expr: "count by (cluster) (count by (cluster, fingerprint) (ha_dns_config_info)) > 1",
    for: "1h",
    severity: "warning",
    summary: "The nodes of {{ $labels.cluster }} were deployed with different configs.",
    fix: "Finish the update: pulumi up -s NODE, for each node.",
  },
  {
    name: "HaDnsForgedAdverts",
    expr: "ha_dns_peer_adverts_disbelieved == 1",
    for: "1m",
    severity: "warning",
    summary: "A device of the network sends VRRP adverts in the name of {{ $labels.peer }}.",
    fix: "docs/vrrp.md says how to find it. ha-dns check on the node.",
  },
  {
    name: "HaDnsDrainedLong",
    expr: "ha_dns_drained == 1",
    for: "12h",
    severity: "info",
    summary: "{{ $labels.instance }} has been drained for twelve hours.",
    fix: "ha-dns undrain there, or maintenance: false and pulumi up.",
  },
];
