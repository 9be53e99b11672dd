import ipaddr from "ipaddr.js";
import type { DhcpFile } from "../../runtime/contract/dhcp-schema";
import { leaseFolders } from "../../runtime/contract/dhcp-schema";
import { addressText, parseRange, partsOf } from "../config/dhcp-range";
import type { NodePlan } from "../config/plan";
import { jsonFile } from "./text";

/** By name, so that all nodes divide the range alike. */
export function dhcpParts({ cluster, node, peers }: NodePlan): ReturnType<typeof partsOf> {
  const names = [node, ...peers].map(({ name }) => name).sort();
  return partsOf(parseRange(cluster.dhcpRange), names.indexOf(node.name), names.length);
}

export const netmask = ({ prefix }: Pick<NodePlan, "prefix">): string =>
  ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString();

/** What Pi-hole's dnsmasq needs besides Pi-hole's own settings. Nothing if the cluster serves no DHCP. */
export function dhcpLines(plan: NodePlan): string[] {
  const { cluster } = plan;
  if (cluster.dhcp === "off") return [];
  return [
    `# ${cluster.dhcp}: the VIP answers, whichever node has it.`,
    `dhcp-option=option:dns-server,${cluster.vip}`,
    "# The other nodes' parts of the range, for when this node's own is full.",
    ...dhcpParts(plan).others.map(
      ({ from, to }) =>
        `dhcp-range=${addressText(from)},${addressText(to)},${netmask(plan)},${cluster.dhcpLease}`,
    ),
    "# Browsers ask a host of this name for a proxy: no device gets it by asking for it.",
    "dhcp-name-match=set:ha-dns-nameless,wpad",
    "dhcp-ignore-names=tag:ha-dns-nameless",
    "# What other nodes have leased, as the agent writes it. Read while Pi-hole runs.",
    `dhcp-hostsdir=${leaseFolders.hosts}`,
    `hostsdir=${leaseFolders.names}`,
  ];
}

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** dhcp.json: what the agent needs to know of it. */
export function renderDhcp({ dhcpDomain, dhcpLease }: NodePlan["cluster"]): string {
  const file: DhcpFile = {
    domain: dhcpDomain,
    leaseSeconds: parseInt(dhcpLease, 10) * unitSeconds[dhcpLease.slice(-1)]!,
  };
  return jsonFile(file);
}
