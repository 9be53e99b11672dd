import type { RecursionStatus } from "../../recursion";
import { ownNode, type ConditionKind } from "../kind";

/** A kind that holds while the recursion probe has found `status`. */
function recursionKind(
  status: RecursionStatus,
  kind: Pick<ConditionKind, "code" | "severity" | "title" | "fix">,
  words: string,
): ConditionKind {
  return {
    ...kind,
    forSeconds: 60,
    look: (sight) => {
      const { recursion } = sight.snapshot.resolver;
      if (recursion.status !== status) return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${words}` }];
    },
  };
}

/** What a node resolves and blocks. */
export const dnsKinds: readonly ConditionKind[] = [
  recursionKind(
    "upstream-failing",
    {
      code: "upstream-failing",
      severity: "warning",
      title: "New names do not resolve: the internet connection or the servers of the internet's names fail.",
      fix: "is the internet connection up? then look at the router; blocked and known names go on working",
    },
    "new names do not resolve; the internet connection seems to be down",
  ),
  recursionKind(
    "unbound-unreachable",
    {
      code: "resolver-down",
      severity: "warning",
      title: "A node's own Unbound does not answer; Pi-hole asks the other nodes'.",
      fix: "on that node: docker logs ha-dns-unbound",
    },
    "its Unbound does not answer; the other nodes' is asked",
  ),
  recursionKind(
    "clock-wrong",
    {
      code: "clock-wrong",
      severity: "critical",
      title: "A node's clock is so wrong that no signature (DNSSEC) holds.",
      fix: "on that node: timedatectl set-ntp true, and see timedatectl timesync-status",
    },
    "its clock is wrong, and signed names do not resolve",
  ),
  recursionKind(
    "validation-failing",
    {
      code: "validation-failing",
      severity: "critical",
      title: "A node's Unbound accepts no signature (DNSSEC): its clock or its trust anchor is wrong.",
      fix: "on that node: timedatectl; then pulumi up, which puts the trust anchor right",
    },
    "its Unbound accepts no signature (DNSSEC)",
  ),
  {
    code: "ipv6-fails",
    severity: "warning",
    title: "A node answers over IPv4, and not over IPv6. A node whose IPv6 works takes over by itself.",
    forSeconds: 10,
    fix: "on that node: docker exec ha-dns-keepalived ip -6 address show dev eth0; docker logs ha-dns-pihole",
    look: (sight) => {
      const { ipv6, health } = sight.snapshot;
      if (ipv6?.state !== "fails" || health.verdict !== "healthy") return [];
      const text = `${ownNode(sight)} does not answer over IPv6: ${ipv6.reason}`;
      return [{ subject: ownNode(sight), text }];
    },
  },
  {
    code: "other-resolver",
    severity: "warning",
    title:
      "A router announces another DNS server over IPv6 than the VIP. Clients that ask it pass Pi-hole by.",
    forSeconds: 0,
    fix: 'in the router\'s IPv6 settings ("DNSv6 server", RDNSS, DHCPv6), announce vip6 alone; docs/ipv6.md',
    look: ({ host, snapshot }) => {
      const { vip6 } = snapshot.config;
      if (vip6 === undefined) return [];
      const foreign = (host.announcedResolvers ?? []).filter(({ resolver }) => resolver !== vip6);
      return [...new Set(foreign.map(({ router }) => router))].map((router) => {
        const announced = foreign.filter((one) => one.router === router).map(({ resolver }) => resolver);
        const text = `the router ${router} announces ${announced.join(", ")} as DNS server over IPv6`;
        return { subject: router, text };
      });
    },
  },
  {
    code: "blocking-lost",
    severity: "warning",
    title: "A node answers, and blocks nothing, although its lists say so.",
    forSeconds: 30,
    fix: "on that node: ha-dns check; a node that blocks takes over by itself",
    look: (sight) => {
      const { blocking } = sight.snapshot;
      if (blocking?.state !== "fails") return [];
      const healing = blocking.healing ? "; it is being healed" : "";
      return [
        { subject: ownNode(sight), text: `${ownNode(sight)} blocks nothing: ${blocking.reason}${healing}` },
      ];
    },
  },
  {
    code: "lists-empty",
    severity: "warning",
    title: "None of a node's lists has any content: they could not be downloaded.",
    forSeconds: 600,
    fix: "on Pi-hole's page: Tools, Update Gravity; it says which address fails",
    look: (sight) => {
      const { blocking } = sight.snapshot;
      return blocking?.state === "empty"
        ? [{ subject: ownNode(sight), text: `${ownNode(sight)} blocks nothing: ${blocking.reason}` }]
        : [];
    },
  },
  {
    code: "second-answer-stopped",
    severity: "warning",
    title: "A node gives no second answers, although it is to: its container has stopped.",
    forSeconds: 30,
    fix: "on that node: docker logs ha-dns-second",
    look: (sight) =>
      sight.snapshot.second?.silent
        ? [{ subject: ownNode(sight), text: `${ownNode(sight)}: it gives no second answers` }]
        : [],
  },
];
