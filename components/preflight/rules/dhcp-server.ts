import { problem, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** With `dhcp: pihole`, no other DHCP server gives addresses on the LAN: two would give one address to two devices. */
export function dhcpServer({ plan, facts }: Scene): HostFinding[] {
  const { cluster, node, peers } = plan;
  if (cluster.dhcp === "off" || !facts.dhcpOffers.known) return [];
  const ours = [node, ...peers].map(({ podAddress }) => podAddress);
  const foreign = facts.dhcpOffers.value.filter(({ server }) => !ours.includes(server));
  return [...new Set(foreign.map(({ server }) => server))].map((server) => {
    const offered = foreign.filter((offer) => offer.server === server).map((offer) => offer.offered);
    return problem(
      `the DHCP server ${server}${server === cluster.gateway ? ", the router," : ""} offers ${offered.join(", ")}`,
      "no DHCP server but Pi-hole's, with dhcp: pihole",
      `switch the DHCP server of ${server} off and run up again (docs/dhcp.md), or leave DHCP to it: pulumi config set dhcp off`,
    );
  });
}
