import { hostLink } from "../../runtime/contract/names";
import type { RuleFinding } from "./problem";
import { isTooShort, shortestWirelessWindow, wirelessWindow } from "./take-over-window";
import type { NodePlan, PartialSpec } from "./types";

/** Whether the node's frames leave by the host's own MAC address (key `network`), and not by further ones. */
export const usesHostMac = ({ network }: Pick<NodePlan["node"], "network">): boolean => network === "host";

/** Whether the node answers the VIP from VRRP's virtual MAC address, which the host's own cannot be. */
export const hasVirtualMac = ({ cluster, node }: Pick<NodePlan, "cluster" | "node">): boolean =>
  cluster.virtualMac && !usesHostMac(node);

/** The interface that the containers' macvlan network sits on. */
export const parentInterface = (node: NodePlan["node"]): string =>
  usesHostMac(node) ? hostLink.pods : node.interface;

const isWireless = (name: string): boolean => /^(wl|wifi|ath|ra\d)/.test(name);

/** Which interfaces and which other keys go with key `network`. */
export function checkNetwork({ cluster, nodes }: PartialSpec): RuleFinding[] {
  const byHost = nodes.filter(({ network }) => network === "host");
  const wireless = nodes.filter(({ interface: name }) => name !== undefined && isWireless(name));
  return [
    ...wireless
      .filter(({ network }) => network === "macvlan")
      .map(({ name, interface: link }): RuleFinding => ({
        key: "interface",
        node: name,
        found: `${link}, a wireless interface`,
        expected: "a wired one: an access point drops the frames of macvlan's additional MAC addresses",
        fix:
          `connect the host by cable, then: pulumi config set interface eth0 -s ${name}; ` +
          `or let the node use the host's own MAC address: pulumi config set network host -s ${name}`,
      })),
    ...byHost.filter((node) => wireless.includes(node)).flatMap((node) => checkWindow(cluster, node)),
    ...(cluster.vip6 === undefined || cluster.vip6 === "" ? [] : byHost.map(withoutIpv6)),
  ];
}

function checkWindow(
  { advertInterval, missedAdverts }: PartialSpec["cluster"],
  { name, interface: link }: PartialSpec["nodes"][number],
): RuleFinding[] {
  if (advertInterval === undefined || missedAdverts === undefined) return [];
  const window = advertInterval * missedAdverts;
  if (!isTooShort(window, shortestWirelessWindow)) return [];
  return [
    {
      key: "advertInterval",
      node: name,
      found: `${missedAdverts} adverts of ${advertInterval} s with ${link}, a wireless interface: a follower takes over after ${Number(window.toFixed(3))} s`,
      ...wirelessWindow,
    },
  ];
}

const withoutIpv6 = ({ name }: { readonly name: string }): RuleFinding => ({
  key: "network",
  node: name,
  found: "host, with vip6",
  expected:
    "macvlan: IPv6 names its MAC addresses inside its messages, where the host cannot put its own in their place",
  fix: `pulumi config set network macvlan -s ${name}, or do without IPv6: take vip6 and what goes with it out`,
});
