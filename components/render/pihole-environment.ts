import { piholeWebPort } from "../../runtime/contract/files";
import { ownUser, unboundPort } from "../../runtime/contract/names";
import { dhcpParts, netmask } from "./dhcp-files";
import { addressText } from "../config/dhcp-range";
import type { NodePlan } from "../config/plan";

/** Pi-hole's settings as the environment that its image documents (`FTLCONF_*`); no secret is among them. */
export function piholeEnvironment(plan: NodePlan): string[] {
  const { cluster, node, peers } = plan;
  const upstreams = [node, ...peers].map((each) => `${each.unboundAddress}#${unboundPort}`);
  const [count, interval] = cluster.rateLimit.split("/") as [string, string];
  const settings: Record<string, string> = {
    TZ: cluster.timezone,
    WEBPASSWORD_FILE: "pihole-password",
    // Pi-hole's user is the agent's, which reads its files; the image's own number is often a person's on the host.
    PIHOLE_UID: String(ownUser),
    PIHOLE_GID: String(ownUser),
    // Its own node's Unbound and the peers': one that is dead moves nothing.
    FTLCONF_dns_upstreams: upstreams.join(";"),
    // What the program needs of dnsmasq lies in files of its own (renderDnsmasq); misc.dnsmasq_lines is a person's.
    FTLCONF_misc_etc_dnsmasq_d: "true",
    // ALL: the VIP is an address that comes and goes, and clients may sit behind a router of the LAN.
    FTLCONF_dns_listeningMode: "ALL",
    FTLCONF_dns_interface: "eth0",
    // The agent stands before it, and lets no change in on a follower. The second port, which nobody asks, has Pi-hole
    // make its certificate.
    FTLCONF_webserver_port: `127.0.0.1:${piholeWebPort},127.0.0.1:${piholeWebPort + 1}s`,
    ...dhcpSettings(plan),
    // Pi-hole's own clustering, of releases to come: the agents keep the nodes equal. A release without it ignores it.
    FTLCONF_cluster_enabled: "false",
    // Unbound validates already.
    FTLCONF_dns_dnssec: "false",
    // The agent asks several times a second; that is nothing for the query log.
    FTLCONF_dns_ignoreLocalhost: "true",
    FTLCONF_dns_rateLimit_count: count,
    FTLCONF_dns_rateLimit_interval: interval,
    // Pi-hole reads its history before it answers: a day of a large house takes it half a minute. The rest stays on disk
    // (the page's long-term data). Not database.DBimport=false: FTL stores no query on disk then.
    FTLCONF_webserver_api_maxHistory: String(cluster.queryHistory * 3_600),
    // The host keeps the time; a container has no right to set it.
    FTLCONF_ntp_ipv4_active: "false",
    FTLCONF_ntp_ipv6_active: "false",
    FTLCONF_ntp_sync_active: "false",
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** Pi-hole's DHCP server runs on every node; only the VIP's owner hears devices (see the packet filter). */
function dhcpSettings(plan: NodePlan): Record<string, string> {
  const { cluster } = plan;
  // Without its capabilities, Pi-hole would not start again.
  if (cluster.dhcp === "off") return { FTLCONF_dhcp_active: "false" };
  const { own } = dhcpParts(plan);
  return {
    FTLCONF_dhcp_active: "true",
    FTLCONF_dhcp_start: addressText(own.from),
    FTLCONF_dhcp_end: addressText(own.to),
    FTLCONF_dhcp_router: cluster.gateway,
    FTLCONF_dhcp_netmask: netmask(plan),
    FTLCONF_dhcp_leaseTime: cluster.dhcpLease,
    FTLCONF_dns_domain_name: cluster.dhcpDomain,
  };
}
