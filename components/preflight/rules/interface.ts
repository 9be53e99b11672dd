import ipaddr from "ipaddr.js";
import { usesHostMac } from "../../config/network-mode";
import { isTooShort, shortestWirelessWindow, wirelessWindow } from "../../config/take-over-window";
import { problem, warning, type HostFinding } from "../finding";
import type { HostFacts, Interface } from "../facts/host-facts";
import type { Scene } from "./scene";

/** The interface of the config is there, wired, connected, and in the subnet. */
export function networkInterface({ plan, facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { interfaces, wireless } = facts.host.value;
  const name = plan.node.interface;
  const own = interfaces.find((one) => one.name === name);
  if (!own)
    return [
      problem(
        `no interface ${name}; there are ${describeInterfaces(interfaces)}`,
        "the host's wired interface",
        setInterface(plan.node.name, suggestion(interfaces, plan.cluster.subnet)),
      ),
    ];
  if (wireless && !usesHostMac(plan.node))
    return [
      problem(
        `${name} is a wireless interface: an access point passes on a single MAC address for it`,
        "a wired interface; the pod has a MAC address of its own",
        `connect the host by cable, then: ${setInterface(plan.node.name, "eth0")}; ` +
          `or let the node use the host's own: pulumi config set network host -s ${plan.node.name}`,
      ),
    ];
  if (own.master !== undefined)
    return [
      problem(
        `${name} is a part of ${own.master}`,
        "an interface that is no part of a bridge or a bond",
        setInterface(plan.node.name, own.master),
      ),
    ];
  if (!own.up || !own.carrier)
    return [
      problem(
        `${name} is ${own.up ? "without a link: no cable, or a dead port" : "down"}`,
        "an interface with a link",
        `plug the cable in, or bring it up: ip link set ${name} up`,
      ),
    ];
  return [
    ...(wireless ? checkWindow(plan) : []),
    ...inSubnet(plan.cluster.subnet, plan.node.name, own, interfaces),
    ...gateway(plan, facts.host.value),
  ];
}

function checkWindow({ node, cluster: { advertInterval, missedAdverts } }: Scene["plan"]): HostFinding[] {
  if (!isTooShort(advertInterval * missedAdverts, shortestWirelessWindow)) return [];
  return [
    problem(
      `${node.interface} is a wireless interface, and a follower takes over after ${missedAdverts} adverts of ${advertInterval} s`,
      wirelessWindow.expected,
      wirelessWindow.fix,
    ),
  ];
}

function inSubnet(subnet: string, node: string, own: Interface, all: readonly Interface[]): HostFinding[] {
  const fitting = own.addresses.find(({ address }) => contains(subnet, address));
  if (!fitting)
    return [
      problem(
        `${own.name} has ${own.addresses.map(({ address }) => address).join(", ") || "no IPv4 address"}; ` +
          `there are ${describeInterfaces(all)}`,
        `an address of ${subnet}: the pod is to be in the same network as the host`,
        setInterface(node, suggestion(all, subnet)) + ", or correct subnet",
      ),
    ];
  const prefix = Number(subnet.split("/")[1]);
  if (fitting.prefix === prefix || fitting.prefix === 32) return [];
  return [
    warning(
      `${own.name} has ${fitting.address}/${fitting.prefix}`,
      `a prefix of ${prefix} bits, as subnet (${subnet}) says`,
      "correct subnet in Pulumi.yaml, or the host's address",
    ),
  ];
}

function gateway({ cluster, node }: Scene["plan"], { defaultRoute }: HostFacts): HostFinding[] {
  if (!defaultRoute) return [];
  if (defaultRoute.interface !== node.interface || defaultRoute.gateway === cluster.gateway) return [];
  return [
    warning(
      `the host's own default route goes to ${defaultRoute.gateway ?? "no gateway"}`,
      `${cluster.gateway}, as gateway says`,
      `pulumi config set gateway ${defaultRoute.gateway ?? "ADDRESS"}, or correct the host's route`,
    ),
  ];
}

const setInterface = (node: string, name: string): string => `pulumi config set interface ${name} -s ${node}`;

/** The interface that is most likely meant: the one with an address of the subnet. */
const suggestion = (interfaces: readonly Interface[], subnet: string): string =>
  interfaces.find(({ addresses }) => addresses.some(({ address }) => contains(subnet, address)))?.name ??
  "NAME";

function describeInterfaces(interfaces: readonly Interface[]): string {
  const shown = interfaces.filter(
    ({ name, master }) => name !== "lo" && !/^(veth|br-|docker)/.test(name) && !master,
  );
  const one = ({ name, addresses }: Interface) =>
    addresses.length > 0 ? `${name} (${addresses.map(({ address }) => address).join(", ")})` : name;
  return shown.map(one).join(", ") || "none";
}

export const contains = (subnet: string, address: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(address) &&
  ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(subnet));
