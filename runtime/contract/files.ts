/**
 * Files that the agent, keepalived and the host share, as the containers see them. Their /run/ha-dns is the host's
 * /run/ha-dns/pod (a tmpfs, empty after a boot; see `onHostRun`); the host's own files lie beside it, out of their
 * reach. /etc/ha-dns is the host's /etc/ha-dns/pod, read-only.
 */
export const files = {
  /** Exactly `leader` or `follower`; replaced atomically and refreshed every second. Older than 5 s means follower. */
  role: "/run/ha-dns/role",
  /** keepalived track_file, weight 0: `0` healthy, `1` puts the VRRP instance in FAULT. keepalived's container starts with `1`. */
  health: "/run/ha-dns/health",
  /** keepalived track_file, weight 1: an integer that is added to the VRRP priority, ≤ 0 (see claim in the agent). */
  claim: "/run/ha-dns/claim",
  /** Written by keepalived's notify script, one word: `MASTER`, `BACKUP`, `FAULT` or `STOP`. */
  vrrpState: "/run/ha-dns/vrrp-state",
  /** Whether the kernel gives keepalived real-time priority: `real-time` or `normal`. Written at its container's start. */
  vrrpScheduling: "/run/ha-dns/vrrp-scheduling",
  /** What the second answers have come to (SecondReport); written by their container, absent without one. */
  second: "/run/ha-dns/second",
  /** The DNS servers that routers announce over IPv6, one a line: ROUTER resolver ADDRESS. Only with `vip6`. */
  announcedResolvers: "/run/ha-dns/announced-resolvers",
  /** Its presence drains the node until it is removed or the host boots: the VIP is handed over and stays away. */
  drain: "/run/ha-dns/drain",
  /** The same, asked for by config; outlives a boot. */
  drainMaintenance: "/etc/ha-dns/drain-maintenance",
  /** The same, while a deployment changes the node; it takes it away when the node has been seen to answer. */
  drainUpdate: "/etc/ha-dns/drain-update",
  /** The same, while the agent restarts Pi-hole for its settings. */
  drainSettings: "/run/ha-dns/drain-settings",
  /** Its presence asks a node under `failback: manual` to take the VIP back; the agent removes it when it leads. */
  failback: "/run/ha-dns/failback",
  agentConfig: "/etc/ha-dns/agent.json",
  keepalivedConfig: "/etc/ha-dns/keepalived.conf",
  nftables: "/etc/ha-dns/nftables.conf",
  /** The packet filter of the second answer; absent without one. */
  secondFilter: "/etc/ha-dns/second-answer.nft",
  /** The addresses that the cluster answers at, one a line; the VIP comes first. */
  vips: "/etc/ha-dns/vips",
  /** The IPv6 address that the leader announces as DNS server. Absent if it announces none. */
  announceDns: "/etc/ha-dns/announce-dns",
  /** A folder: what the deployment gives Pi-hole's dnsmasq to read. */
  dnsmasq: "/etc/ha-dns/dnsmasq",
  /** The settings of Pi-hole's that do not follow the leader, by key `syncExcept`: a JSON array. Absent if there are none. */
  syncExcept: "/etc/ha-dns/sync-except.json",
  /** That a follower forwards changes at its Pi-hole to the leader (key `followerWrites`). Absent if it refuses them. */
  followerWrites: "/etc/ha-dns/follower-writes",
  /** What the agent needs to know of DHCP; absent if the cluster serves none. */
  dhcp: "/etc/ha-dns/dhcp.json",
  /** For how long the nodes keep the query history; absent if they keep none. */
  history: "/etc/ha-dns/history.json",
  /** Where the process that keeps it answers. */
  historySocket: "/run/ha-dns/history.sock",
  /** What the agents know of leases, and what Pi-hole's dnsmasq reads of it. */
  leases: "/var/lib/ha-dns/leases",
  /** A digest of those files, as Pi-hole has started with them. */
  dnsmasqInForce: "/run/ha-dns/dnsmasq-in-force",
  /** The key of the agents' channel, in hex. */
  channelKey: "/run/secrets/channel-key",
  /** The key of people's sessions with the page, in hex. */
  sessionKey: "/run/secrets/session-key",
  /** Key and certificate of Pi-hole's page, the same on all nodes, in PEM. In a folder of its own, since it is replaced. */
  pageCertificate: "/run/secrets/page/certificate.pem",
  piholePassword: "/run/secrets/pihole-password",
  /** Where messages are sent, in a folder of its own with its secrets: both are replaced while the agent runs. */
  notify: "/run/secrets/notify/notify.json",
  notifySecrets: "/run/secrets/notify/secrets.json",
  /** The local zone before it is signed, and the key that signs it, in a folder of its own: both are replaced. */
  localZone: "/run/secrets/local-zone/zone.json",
  localZoneKey: "/run/secrets/local-zone/signing.private",
  /** The zone as the agent has signed it, for Unbound. */
  localZoneSigned: "/run/ha-dns/unbound/local-zone.signed",
  /** The public name and its token, in a folder of its own: both are replaced while the agent runs. */
  publicName: "/run/secrets/public-name/public-name.json",
  publicNameToken: "/run/secrets/public-name/token",
  /** By which Unbound takes the agent's commands. */
  unboundControl: "/run/ha-dns/unbound/control",
  /** What Unbound's image says of its packages; put there by its start. */
  unboundPackages: "/run/ha-dns/unbound/packages",
  /** What the agent's own image says. */
  packages: "/opt/ha-dns/packages",
  /** Pi-hole's own folder; the agent reads it alone. */
  pihole: "/etc/pihole",
  /** What the agent keeps over restarts and boots: what Pi-hole's state was before it was changed, above all. */
  agentData: "/var/lib/ha-dns/agent",
  /** What happened lately on all nodes. */
  events: "/var/lib/ha-dns/agent/events.json",
  /** The agent's session with Pi-hole's API, for the next agent, also after a boot: Pi-hole keeps its own half too. */
  piholeSession: "/var/lib/ha-dns/agent/pihole-session",
  /** Its presence asks the host to restart Pi-hole's container; the host removes it. */
  restartPihole: "/run/ha-dns/restart-pihole",
  /** Its presence asks the host to have Pi-hole read its files again, without a restart; the host removes it. */
  reloadPihole: "/run/ha-dns/reload-pihole",
  /** How often the host has started Pi-hole's container since its own boot; a number, written by the host. */
  piholeStarts: "/run/ha-dns/pihole-starts",
  /**
   * Asks the host to replace pihole.toml, keep the old one beside it and start Pi-hole again: a line with the name of the
   * file for the old one, then the new content. The host removes it.
   */
  replaceSettings: "/run/ha-dns/replace-settings",
  /** Holds the digest of a leader's state that a person accepts although much of what is here would go. */
  acceptedRemoval: "/run/ha-dns/accepted-removal",
  /** What the host's data keeper knows (DataState); absent if the node has no datasets. */
  dataState: "/run/ha-dns/data.json",
  /** What the agent tells the host's data keeper (PeersSeen). */
  peersSeen: "/run/ha-dns/peers.json",
} as const;

/** The host's folder that the agent and keepalived see as /run/ha-dns. */
export const sharedFolder = "/run/ha-dns/pod";

/** A file of the containers' /run/ha-dns as the host has it. */
export const onHostRun = (file: string): string => file.replace("/run/ha-dns", sharedFolder);

/** Files of the host's data keeper alone. */
export const dataFiles = {
  config: "/etc/ha-dns/data.json",
  /** Private key of this node's replication, and the host keys of its peers; the folder is root's alone. */
  sshKey: "/etc/ha-dns/secrets/replication-key",
  knownHosts: "/etc/ha-dns/replication-known-hosts",
  /** Exactly `holder` or `replica`; like the role file: replaced atomically, refreshed, older than 5 s means replica. */
  role: "/run/ha-dns/data-role",
  /** Held by whoever replicates or receives: one at a time. */
  lock: "/run/ha-dns/replicate.lock",
  /** A person's wish that this node takes the data: holds `take`; the keeper removes it. */
  take: "/run/ha-dns/data-take",
  /** Its presence has the keeper let the data go, as where the host goes down: its node is taken away. */
  leave: "/run/ha-dns/data-leave",
  /** What the keeper has to know after a boot. */
  memory: "/var/lib/ha-dns/data/state.json",
  /** What the last runs of replication came to (by peer). */
  record: "/var/lib/ha-dns/data/replication.json",
  log: "/var/log/ha-dns/replicate.log",
  cron: "/etc/cron.d/ha-dns-replicate",
  logrotate: "/etc/logrotate.d/ha-dns",
  /** In a folder of its own: sanoid's own units, which ask for no role, find nothing here, and a person's config stays. */
  sanoid: "/etc/ha-dns/sanoid/sanoid.conf",
  /** Takes and prunes the snapshots of the policy. */
  policy: "/usr/local/lib/ha-dns/policy-snapshots",
  /** The runtime image's own Node.js and the keeper's program, as they were copied out of it. */
  node: "/usr/local/lib/ha-dns/node",
  program: "/usr/local/lib/ha-dns/data.js",
  /** A person's way in. */
  command: "/usr/local/sbin/ha-dns",
} as const;

/** What restartPihole holds if the host is to put gravity.db aside first: Pi-hole's start makes one where there is none. */
export const withoutGravity = "without-gravity";

/** What a drain file holds where the VIP is to be given up even if no peer takes it. */
export const drainForced = "force";

/** Older than this, the role file means follower, and keepalived's own fallback check takes over from the agent. */
export const roleMaxAgeSeconds = 5;

/** TCP port of the agents' channel on the pod's address: the leader tells its peers what Pi-hole is to know. */
export const channelPort = 8954;

/** TCP port of Pi-hole's own web server, on the pod's loopback. */
export const piholeWebPort = 8080;

/** TCP port of the agent's /ready, /status and /metrics on the pod's address. */
export const statusPort = 8953;

/** UDP port from which the agent asks its node's Unbound; those that follow are for the peers', one each. */
export const resolverAskFrom = 8960;

/**
 * UDP ports by which the agent tells the pod's packet filter whose adverts to drop: a datagram from the first to a
 * peer's address doubts it, believes it, asks if it is doubted, or if its adverts came late lately. None of them leaves
 * the pod but one that asks, if the answer is no.
 */
export const advertPorts = { from: 8970, doubt: 8971, believe: 8972, ask: 8973, late: 8974 } as const;

/** UDP ports by which a node asks a peer for copies of queries and answers, and says that it wants no more: adjacent. */
export const secondPorts = { want: 8976, enough: 8977 } as const;
