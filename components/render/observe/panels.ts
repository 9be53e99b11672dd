/** A panel of the dashboard: what it shows, and from which expressions. `$cluster` and `$node` are chosen by who looks. */
export interface PanelSpec {
  readonly title: string;
  /** One sentence; people see it at the panel's corner. */
  readonly about: string;
  readonly kind: "stat" | "timeline" | "lines" | "stacked" | "heat" | "table";
  /** Grafana's word for it, such as `s` or `percentunit`. */
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
  /** Shows which series there are, and not their values. */
  readonly names?: true;
  /** What its values mean, for a timeline. */
  readonly words?: Readonly<Record<string, readonly [text: string, color: string]>>;
  /** Of 24 columns. */
  readonly width: number;
}

const on = 'cluster="$cluster", instance=~"$node"';
const node = "{{instance}}";
const yes = (text: string, no: string) =>
  ({ "1": [text, "green"], "0": [no, "red"] }) as const satisfies PanelSpec["words"];
const calm = (text: string, no: string) =>
  ({ "1": [text, "blue"], "0": [no, "text"] }) as const satisfies PanelSpec["words"];

/** The dashboard's rows, in order. */
export const dashboardRows: Readonly<Record<string, readonly PanelSpec[]>> = {
  "The cluster": [
    {
      title: "Leads",
      about: "The node that holds the VIP.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: 'ha_dns_leader{cluster="$cluster"} == 1', legend: node }],
      names: true,
      width: 4,
    },
    {
      title: "Could lead",
      about: "Nodes that lead or could take over now. With less than two, none may fail.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: 'sum(ha_dns_ready{cluster="$cluster"})', legend: "nodes" }],
      width: 4,
    },
    {
      title: "VIP moves, 24 h",
      about: "How often another node has taken the VIP, whatever the reason.",
      kind: "stat",
      unit: "none",
      queries: [
        {
          expr: 'round(sum(increase(ha_dns_leader_changes_total{cluster="$cluster"}[1d])))',
          legend: "moves",
        },
      ],
      width: 4,
    },
    {
      title: "Queries a second",
      about: "Of all nodes together.",
      kind: "stat",
      unit: "reqps",
      queries: [{ expr: 'sum(ha_dns_pihole_queries_per_second{cluster="$cluster"})', legend: "queries" }],
      width: 4,
    },
    {
      title: "Blocked",
      about: "The part of the queries that Pi-hole has blocked, in the hours that it keeps in memory.",
      kind: "stat",
      unit: "percentunit",
      queries: [
        {
          expr: 'sum(ha_dns_pihole_window_blocked{cluster="$cluster"}) / sum(ha_dns_pihole_window_queries{cluster="$cluster"})',
          legend: "blocked",
        },
      ],
      width: 4,
    },
    {
      title: "Configs",
      about: "More than one: an update has not reached every node.",
      kind: "stat",
      unit: "none",
      queries: [
        { expr: 'count(count by (fingerprint) (ha_dns_config_info{cluster="$cluster"}))', legend: "configs" },
      ],
      width: 4,
    },
    {
      title: "Who leads, who could",
      about: "A node that could not lead says why: ha-dns status.",
      kind: "timeline",
      unit: "none",
      queries: [{ expr: `ha_dns_ready{${on}} + ha_dns_leader{${on}}`, legend: node }],
      words: { "0": ["could not lead", "red"], "1": ["could lead", "blue"], "2": ["leads", "green"] },
      width: 24,
    },
  ],
  DNS: [
    {
      title: "How long Pi-hole takes to answer",
      about: "All probes of a name that Pi-hole owns.",
      kind: "heat",
      unit: "s",
      queries: [
        {
          expr: `sum by (le) (increase(ha_dns_probe_duration_seconds_bucket{${on}, probe="own"}[$__rate_interval]))`,
          legend: "{{le}}",
        },
      ],
      width: 12,
    },
    {
      title: "99 of 100 probes are faster",
      about: "own: a name that Pi-hole owns; recursion: new names of the internet, asked of Unbound.",
      kind: "lines",
      unit: "s",
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (instance, probe, le) (rate(ha_dns_probe_duration_seconds_bucket{${on}}[$__rate_interval])))`,
          legend: `${node} {{probe}}`,
        },
      ],
      width: 12,
    },
    {
      title: "Probes that failed",
      about: "The part of all probes.",
      kind: "lines",
      unit: "percentunit",
      queries: [
        {
          expr:
            `sum by (instance, probe) (rate(ha_dns_probes_total{${on}, result!~"ok|no-data"}[$__rate_interval])) / ` +
            `sum by (instance, probe) (rate(ha_dns_probes_total{${on}, result!="no-data"}[$__rate_interval]))`,
          legend: `${node} {{probe}}`,
        },
      ],
      width: 12,
    },
    {
      title: "New names resolve",
      about: "Whether Unbound reaches the internet.",
      kind: "timeline",
      unit: "none",
      queries: [{ expr: `ha_dns_recursion_status{${on}, status="ok"}`, legend: node }],
      words: yes("resolve", "fail"),
      width: 12,
    },
    {
      title: "Queries a second",
      about: "As Pi-hole counts them.",
      kind: "stacked",
      unit: "reqps",
      queries: [{ expr: `ha_dns_pihole_queries_per_second{${on}}`, legend: node }],
      width: 8,
    },
    {
      title: "Queries and blocked",
      about: "In the hours that Pi-hole keeps in memory: both fall when the oldest are forgotten.",
      kind: "lines",
      unit: "short",
      queries: [
        { expr: `ha_dns_pihole_window_queries{${on}}`, legend: `${node} queries` },
        { expr: `ha_dns_pihole_window_blocked{${on}}`, legend: `${node} blocked` },
      ],
      width: 8,
    },
    {
      title: "Clients",
      about: "That have asked the node in those hours.",
      kind: "lines",
      unit: "short",
      queries: [{ expr: `ha_dns_pihole_clients{${on}}`, legend: node }],
      width: 8,
    },
  ],
  "Lists and settings": [
    {
      title: "Since a follower was equal to the leader",
      about: "Seconds on a healthy follower. On the leader it is the time since it followed.",
      kind: "lines",
      unit: "s",
      queries: [{ expr: `time() - ha_dns_sync_last_equal_timestamp_seconds{${on}}`, legend: node }],
      width: 8,
    },
    {
      title: "Changes and errors of sync",
      about: "Rounds in an hour.",
      kind: "lines",
      unit: "short",
      queries: [
        { expr: `increase(ha_dns_sync_changes_total{${on}}[1h])`, legend: `${node} changes` },
        { expr: `increase(ha_dns_sync_errors_total{${on}}[1h])`, legend: `${node} errors` },
      ],
      width: 8,
    },
    {
      title: "Domains on the block lists",
      about: "A sudden fall is a list that could not be loaded.",
      kind: "lines",
      unit: "short",
      queries: [{ expr: `ha_dns_pihole_gravity_domains{${on}}`, legend: node }],
      width: 8,
    },
  ],
  "Data and services (if there are any)": [
    {
      title: "Who holds the data",
      about: "One node at a time writes to it.",
      kind: "timeline",
      unit: "none",
      queries: [{ expr: `ha_dns_data_holder{${on}}`, legend: node }],
      words: calm("holds", "copy"),
      width: 8,
    },
    {
      title: "How old the copies are",
      about: "On the holder, how far the last peer is behind.",
      kind: "lines",
      unit: "s",
      queries: [{ expr: `ha_dns_replication_lag_seconds{${on}}`, legend: node }],
      width: 8,
    },
    {
      title: "Services",
      about: "Where they run.",
      kind: "timeline",
      unit: "none",
      queries: [{ expr: `ha_dns_service_running{${on}}`, legend: `${node} {{service}}` }],
      words: calm("runs", "not here"),
      width: 8,
    },
  ],
  "The agents": [
    {
      title: "Processor",
      about: "Part of one core.",
      kind: "lines",
      unit: "percentunit",
      queries: [
        {
          expr: `rate(process_cpu_seconds_total{job="ha-dns", ${on}}[$__rate_interval])`,
          legend: `${node} {{process}}`,
        },
      ],
      width: 8,
    },
    {
      title: "Memory",
      about: "Resident memory of the agent's processes.",
      kind: "stacked",
      unit: "bytes",
      queries: [
        { expr: `process_resident_memory_bytes{job="ha-dns", ${on}}`, legend: `${node} {{process}}` },
      ],
      width: 8,
    },
    {
      title: "Versions",
      about: "What runs.",
      kind: "table",
      unit: "none",
      queries: [{ expr: `ha_dns_build_info{${on}}`, legend: node }],
      width: 8,
    },
  ],
};

/** Marks in time on all panels. */
export const timeMarks = [
  {
    name: "The VIP moved",
    expr: 'increase(ha_dns_leader_changes_total{cluster="$cluster"}[1m]) > 0',
    title: `${node} has taken the VIP`,
    color: "blue",
  },
  {
    name: "Alerts",
    expr: 'ALERTS{alertname=~"HaDns.+", alertstate="firing", cluster="$cluster"}',
    title: "{{alertname}} {{instance}}",
    color: "red",
  },
] as const;
