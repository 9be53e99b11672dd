import { problem, warning, type HostFinding } from "../finding";
import { dockerHub } from "../facts/registry-names";
import type { Scene } from "./scene";

/** The host resolves names by something that does not depend on the node itself. */
export function resolver({ plan, facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { resolvers, ways } = facts.host.value;
  const mirrored = facts.engine.known && facts.engine.value.mirrored;
  const unresolved = (facts.unresolved.known ? facts.unresolved.value : []).filter(
    (name) => !(mirrored && name === dockerHub),
  );
  const nodes = [plan.node, ...plan.peers];
  const ours = [
    ...plan.vips,
    ...nodes.flatMap(({ podAddress, unboundAddress }) => [podAddress, unboundAddress]),
  ];
  const onlyOurs = resolvers.length > 0 && resolvers.every((address) => ours.includes(address));
  const fix =
    `give the host another resolver, such as the router: nmcli connection modify NAME ipv4.ignore-auto-dns yes ` +
    `ipv4.dns ${plan.cluster.gateway} (Raspberry Pi OS), or DNS= in /etc/systemd/resolved.conf, or /etc/resolv.conf`;
  if (onlyOurs && unresolved.length > 0)
    return [
      problem(
        `the host asks ${resolvers.join(", ")} alone, which does not answer: it cannot resolve ${unresolved.join(", ")}`,
        "a resolver that answers before the cluster does, since the images come from there",
        fix,
      ),
    ];
  // With a route of its own to the VIP the host reaches it also while its own node has it.
  if (onlyOurs && !resolvers.every((address) => address in ways))
    return [
      warning(
        `the host asks ${resolvers.join(", ")} alone: it cannot resolve anything while its own node has that address`,
        "a resolver that the host can reach whoever leads",
        fix,
      ),
    ];
  if (unresolved.length > 0)
    return [
      warning(
        `the host cannot resolve ${unresolved.join(", ")} (it asks ${resolvers.join(", ") || "nobody"})`,
        "the names of the registries that the images come from",
        `on the host: getent hosts ${unresolved[0]}; ${fix}`,
      ),
    ];
  return [];
}

/** No router announces a resolver of its own over IPv6, which clients would ask instead. */
export function ipv6Resolver({ plan, facts }: Scene): HostFinding[] {
  if (!facts.advertisedResolvers.known) return [];
  const foreign = facts.advertisedResolvers.value.filter(({ resolver }) => !plan.vips6.includes(resolver));
  const routers = [...new Set(foreign.map(({ router }) => router))];
  const wanted =
    plan.vips6.length > 0 ? `no DNS server over IPv6 but ${plan.vips6[0]}` : "no DNS server over IPv6";
  return routers.map((router) => {
    const announced = foreign.filter((one) => one.router === router).map((one) => one.resolver);
    return warning(
      `the router ${router} announces ${announced.join(", ")} as DNS server over IPv6: clients ask it beside the VIP, ` +
        "and it blocks nothing",
      wanted,
      'in the router\'s IPv6 settings, switch off the announcing of a DNS server (RDNSS, "DNSv6 server", DHCPv6 DNS)',
    );
  });
}
