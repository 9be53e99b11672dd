import { warning } from "../../../components/preflight/finding";
import type { DhcpOffer } from "../../../components/preflight/facts/lan";
import type { DoctorCheck } from "../doctor-check";
import { isDeployed, type NodeView } from "../doctor-view";

/** By the preflight's question or by the doctor's: only one of them is sent. */
const offersTo = ({ visited, seen }: NodeView): DhcpOffer[] =>
  [visited.facts?.dhcpOffers, seen?.offers].flatMap((fact) => (fact?.known ? fact.value : []));

export const dhcp: DoctorCheck = {
  id: "dhcp",
  title: "DHCP hands out the VIP as DNS server, and nothing else; one server answers",
  look(view) {
    const offers = view.nodes.flatMap(offersTo);
    const servers = [...new Set(offers.map(({ server }) => server))];
    const plan = view.nodes[0]?.visited.plan;
    if (!plan || servers.length === 0) return [];
    const { vip } = plan.cluster;
    const several =
      servers.length === 1
        ? []
        : [
            warning(
              `DHCP servers at ${servers.join(" and ")}`,
              "one DHCP server on the LAN",
              "switch the others off, unless they serve each a part of the range on purpose",
            ),
          ];
    // Before the cluster answers, clients need the router's own.
    const foreign = isDeployed(view)
      ? servers.flatMap((server) => {
          const named = [
            ...new Set(offers.filter((one) => one.server === server).flatMap((one) => one.resolvers)),
          ];
          const others = named.filter((address) => !plan.vips.includes(address));
          if (others.length === 0 && named.length > 0) return [];
          const found =
            named.length === 0
              ? `the DHCP server ${server} names no DNS server`
              : `the DHCP server ${server} hands out ${others.join(", ")} as DNS server${named.length > others.length ? " beside the VIP" : ""}`;
          const fix = `in the DHCP settings of ${server}, make ${vip} the only DNS server (option 6); devices follow when their leases renew`;
          return [
            warning(
              found,
              `${vip} alone: clients ask a second one whenever they like, and it blocks nothing`,
              fix,
            ),
          ];
        })
      : [];
    return [...several, ...foreign].map((found) => ({ ...found, node: "LAN" }));
  },
};
