import { hostLink } from "../../runtime/contract/names";
import { observeAddressOf } from "../config/observe-rules";
import type { NodePlan } from "../config/plan";
import { hostLinkFile, hostLinkRulesFile } from "./node-paths";
import { nftTable } from "./nft-table";
import { handMade, lines } from "./text";

const broadcast = "ff:ff:ff:ff:ff:ff";
const toPods = `fwd to "${hostLink.lan}"`;

/**
 * host-link.nft: forwards frames between the LAN and the node's containers. Outgoing frames get the host's own MAC address;
 * incoming ones for an address of a container get that container's. ha-dns-host-link defines `$host_mac` before it loads
 * the file. The rules run before the host's own network stack, and match only the addresses of the cluster: they take no
 * port of the host, and its other nftables rules do not see these frames.
 */
export function renderHostLink(plan: NodePlan): string {
  const { node, vips, cluster } = plan;
  const link = node.interface;
  const ours = [...vips, node.podAddress, node.unboundAddress, ...observeAddressOf(plan)];
  return lines(
    handMade,
    nftTable("netdev ha_dns_link", [
      `set ours { type ipv4_addr; elements = { ${ours.join(", ")} }; }`,
      `set vips { type ipv4_addr; elements = { ${vips.join(", ")} }; }`,
      "# The containers' MAC addresses, learned from their frames. A container that is created again may have another one.",
      "map macs { type ipv4_addr : ether_addr; flags dynamic; size 64; }",
      "chain from_lan {",
      `    type filter hook ingress device "${link}" priority filter; policy accept;`,
      "    # Broadcasts: a copy for the containers.",
      `    ether daddr ${broadcast} ether type { arp, ip } dup to "${hostLink.lan}" accept`,
      "    ether daddr != $host_mac accept",
      `    arp daddr ip @ours ether daddr set arp daddr ip map @macs ${toPods}`,
      `    ip daddr @ours ether daddr set ip daddr map @macs ${toPods}`,
      "    # No frame of that container yet: to all of them.",
      `    arp daddr ip @ours ether daddr set ${broadcast} ${toPods}`,
      `    ip daddr @ours ether daddr set ${broadcast} ${toPods}`,
      ...(cluster.secondAnswer > 0
        ? [
            "    # A copy of the leader's answer to a client: see second-answer.nft.",
            `    ip saddr @vips udp sport 53 ip daddr != ${node.host} ether daddr set ${broadcast} ${toPods}`,
          ]
        : []),
      "}",
      "chain from_pods {",
      `    type filter hook ingress device "${hostLink.lan}" priority filter; policy accept;`,
      "    arp saddr ip @ours delete @macs { arp saddr ip : ether saddr }",
      "    arp saddr ip @ours add @macs { arp saddr ip : ether saddr }",
      "    ip saddr @ours add @macs { ip saddr : ether saddr }",
      `    ether type arp arp saddr ether set $host_mac ether saddr set $host_mac fwd to "${link}"`,
      `    ether type ip ether saddr set $host_mac fwd to "${link}"`,
      "    drop",
      "}",
    ]),
    nftTable("inet ha_dns_link", [
      "chain prerouting {",
      "    type filter hook prerouting priority raw; policy accept;",
      "    # The host receives these frames on its own interface already.",
      `    iifname "${hostLink.pods}" drop`,
      "}",
    ]),
  );
}

/** It starts before Docker, which forgets a network if the network's interface is missing when Docker starts. */
export const renderHostLinkUnit = (networkInterface: string): string =>
  lines(
    handMade,
    "[Unit]",
    "Description=Forwards the frames of this node's DNS containers with the host's own MAC address",
    "Before=docker.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `ExecStartPre=${hostLinkFile} make`,
    `ExecStart=${hostLinkFile} run ${networkInterface} ${hostLinkRulesFile}`,
    "Restart=always",
    "RestartSec=1",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
