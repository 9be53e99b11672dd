import ipaddr from "ipaddr.js";
import { addressAt, hasIpv6 } from "./ipv6-rules";
import type { RuleFinding } from "./problem";
import type { NodePlan, PartialSpec } from "./types";

/** Where Prometheus runs, and that it has an address there. */
export function checkObserve({ cluster }: PartialSpec): RuleFinding[] {
  const { observeOn, observeAddress, nodes } = cluster;
  if (observeOn === undefined || observeOn === "") return [];
  const unknown: RuleFinding[] =
    nodes === undefined || nodes.includes(observeOn)
      ? []
      : [
          {
            key: "observeOn",
            found: `${observeOn}, which is no node`,
            expected: `one of ${nodes.join(", ")}`,
            fix: `pulumi config set observeOn ${nodes.at(-1)}, or pulumi config rm observeOn`,
          },
        ];
  const without: RuleFinding[] =
    observeAddress !== ""
      ? []
      : [
          {
            key: "observeAddress",
            found: "nothing, with observeOn",
            expected: "a free address of the LAN: a node's own host cannot reach the pods on it",
            fix: "pulumi config set observeAddress ADDRESS, or pulumi config rm observeOn",
          },
        ];
  return [...unknown, ...without];
}

/** Whether this node runs Prometheus. */
export const observes = ({ cluster, node }: NodePlan): boolean => cluster.observeOn === node.name;

/** The address of Prometheus' pod if it is on this node; else none. */
export const observeAddressOf = (plan: NodePlan): string[] =>
  observes(plan) ? [plan.cluster.observeAddress] : [];

/**
 * The IPv6 address that Docker is told for Prometheus' pod, since it would else take one that another device may have: the
 * subnet's with the IPv4 address at the end. The pod itself has IPv6 switched off.
 */
export const observeAddress6 = (plan: NodePlan): string =>
  hasIpv6(plan)
    ? addressAt(
        plan.cluster.subnet6,
        Uint8Array.from(ipaddr.IPv4.parse(plan.cluster.observeAddress).toByteArray()),
      )
    : "";
