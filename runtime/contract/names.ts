/** Names of the containers on every node; the pod owns the network namespace that the members join. */
export const containers = {
  pod: "ha-dns-pod",
  pihole: "ha-dns-pihole",
  keepalived: "ha-dns-keepalived",
  agent: "ha-dns-agent",
  unbound: "ha-dns-unbound",
} as const;

/** Joins the pod too if the nodes give second answers. */
export const secondContainer = "ha-dns-second";

/** The containers that observe the cluster, on one node; all but the first join the namespace of the first. */
export const observeContainers = {
  pod: "ha-dns-observe",
  prometheus: "ha-dns-prometheus",
  alertmanager: "ha-dns-alertmanager",
  grafana: "ha-dns-grafana",
} as const;

/**
 * User and group, by number, of all that needs no root: the agent, Unbound, the pod, and Pi-hole's FTL. Outside the
 * ranges from which hosts give numbers to users and services, so that it is nobody on the host.
 */
export const ownUser = 53053;

/** How a host runs a command of its agent, in the agent's container: the words before the command's own. */
export const agentExec = (
  container: string = containers.agent,
  /** Of `docker exec`: `-i` for a command that reads its stdin. */
  options: readonly string[] = [],
): readonly string[] => ["docker", "exec", ...options, container, "node", "/opt/ha-dns/agent.js"];

/** The containers that join the pod's network namespace, in the order in which they start. */
export const podMembers = [containers.pihole, containers.keepalived, containers.agent] as const;

/** The macvlan network that the pod and Unbound are attached to. */
export const networkName = "dns_net";

/**
 * The pair of virtual interfaces between the LAN and that network if the node uses the host's own MAC address (key
 * `network`). NetworkManager and others leave veth* alone.
 */
export const hostLink = { pods: "veth-dns-pods", lan: "veth-dns-lan" } as const;

/** Port of Unbound on its own address. */
export const unboundPort = 5335;

/** What the names of standby services' compose projects begin with, here and in Docker's labels. */
export const projectPrefix = "ha-dns-";

/** The name by which compose, and Docker's labels, know a standby service. */
export const projectName = (service: string): string => `${projectPrefix}${service}`;

/** Docker's label in which a standby service's container says what it was made of. */
export const revisionLabel = "ha-dns.revision";

/** The tag by which a dataset's snapshots are held for a node: those from which it can be brought up to date. */
export const holdTag = (node: string): string => `ha-dns:${node}`;
