import type { ConditionKind } from "../kind";

/** The addresses that the cluster gives to devices. */
export const dhcpKinds: readonly ConditionKind[] = [
  {
    code: "dhcp-leases-behind",
    severity: "warning",
    title:
      "A node does not know the leases that the leader has given: after a failover, devices may change addresses.",
    forSeconds: 30,
    fix: "docs/dhcp.md; on that node: docker logs ha-dns-agent",
    look: ({ snapshot: { dhcp, role, peers, config } }) => {
      if (!dhcp) return [];
      const own =
        dhcp.trouble === ""
          ? []
          : [{ subject: config.node, text: `${config.node} cannot keep leases: ${dhcp.trouble}` }];
      if (role !== "leader") return own;
      const behind = peers.filter(({ status }) => status && status.leases?.digest !== dhcp.digest);
      return [
        ...own,
        ...behind.map(({ name }) => ({
          subject: name,
          text: `${name} does not know all leases that ${config.node} has given`,
        })),
      ];
    },
  },
];
