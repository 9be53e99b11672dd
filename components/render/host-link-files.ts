import { hostLink } from "../../runtime/contract/names";
import { observeAddressOf } from "../config/observe-rules";
import type { NodePlan } from "../config/plan";
import { hostLinkFile, hostLinkRulesFile } from "./node-paths";
import { nftTable } from "./nft-table";
import { handMade, lines } from "./text";

const everybody = "ff:ff:ff:ff:ff:ff";
const toPods = `fwd to "${hostLink.lan}"`;

/**
 * Between the LAN and the node's containers: what the containers send leaves by the host's own MAC address, and what comes
 * in for one of their addresses is theirs. The script puts `$host_mac` before it. All of it happens before the host's own
 * network sees a packet, and only with the addresses of the cluster: no port of the host is taken, and no other table of
 * its packet filter is passed.
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
      "# The containers' own MAC addresses, as their frames show them. A container that is made again may have another.",
      "map macs { type ipv4_addr : ether_addr; flags dynamic; size 64; }",
      "chain from_lan {",
      `    type filter hook ingress device "${link}" priority filter; policy accept;`,
      "    # To everybody: to the containers as well.",
      `    ether daddr ${everybody} ether type { arp, ip } dup to "${hostLink.lan}" accept`,
      "    ether daddr != $host_mac accept",
      `    arp daddr ip @ours ether daddr set arp daddr ip map @macs ${toPods}`,
      `    ip daddr @ours ether daddr set ip daddr map @macs ${toPods}`,
      "    # One that has not been heard yet.",
      `    arp daddr ip @ours ether daddr set ${everybody} ${toPods}`,
      `    ip daddr @ours ether daddr set ${everybody} ${toPods}`,
      ...(cluster.secondAnswer > 0
        ? [
            "    # A copy of the leader's answer to a client: see second-answer.nft.",
            `    ip saddr @vips udp sport 53 ip daddr != ${node.host} ether daddr set ${everybody} ${toPods}`,
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
      "    # The host has heard it on its own interface already.",
      `    iifname "${hostLink.pods}" drop`,
      "}",
    ]),
  );
}

/** Before Docker's engine, which forgets a network whose interface is not there when it starts. */
export const renderHostLinkUnit = (networkInterface: string): string =>
  lines(
    handMade,
    "[Unit]",
    "Description=Carries the frames of this node's DNS containers by the host's own MAC address",
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
