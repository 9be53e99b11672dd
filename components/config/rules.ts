import ipaddr from "ipaddr.js";
import { checkData, hasData } from "./data-rules";
import { inRange, parseRange } from "./dhcp-range";
import { isTooShort, shortestWindow } from "./take-over-window";
import type { PartialSpec } from "./types";
import type { RuleFinding } from "./problem";
import { checkDhcp } from "./dhcp-rules";
import { checkDns } from "./dns-rules";
import { checkIpv6 } from "./ipv6-rules";
import { checkNetwork } from "./network-mode";
import { checkObserve } from "./observe-rules";
import { checkServices } from "./service-rules";
import { checkStorage } from "./storage-rules";

/** An address of the cluster, and the key that it stands under. */
interface Named {
  readonly node: string;
  readonly key: string;
  readonly address: string;
}

/** The rules between keys. A rule whose values could not be read is left out; those have their own problem. */
export function checkCluster(spec: PartialSpec): RuleFinding[] {
  return [
    ...checkNodes(spec),
    ...checkAddresses(spec),
    ...checkEqualAddresses(spec),
    ...checkIpv6(spec),
    ...checkReleased(spec),
    ...checkPriorities(spec),
    ...checkNetwork(spec),
    ...checkVrrp(spec),
    ...checkWindow(spec),
    ...checkResolver(spec),
    ...checkStorage(spec),
    ...checkData(spec),
    ...checkServices(spec),
    ...checkDhcp(spec, clusterAddresses(spec)),
    ...checkDns(spec),
    ...checkObserve(spec),
  ];
}

function checkNodes(spec: PartialSpec): RuleFinding[] {
  const names = spec.cluster.nodes ?? [];
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  const problems = twice.map((name) => ({
    key: "nodes",
    found: `${name} twice`,
    expected: "each node once",
    fix: `take the second ${name} out of nodes`,
  }));
  if (names.length !== 1) return problems;
  // Without a unicast peer every keepalived believes that it is alone, and becomes master.
  const alone = {
    key: "nodes",
    found: `[${names[0]}], a node without a peer`,
    expected: "two nodes or more",
    fix: "add the second node's name to nodes, and a stack file for it",
  };
  return [...problems, alone];
}

function clusterAddresses(spec: PartialSpec): Named[] {
  const perNode = spec.nodes.flatMap((node) =>
    (["host", "podAddress", "unboundAddress"] as const).map((key) => ({
      node: node.name,
      key,
      address: node[key],
    })),
  );
  const { vip, fenceAddress, observeAddress, observeOn } = spec.cluster;
  const fence = hasData(spec) && fenceAddress !== "" ? fenceAddress : undefined;
  const all = [
    { node: spec.stack, key: "vip", address: vip },
    ...perNode,
    { node: spec.stack, key: "fenceAddress", address: fence },
    { node: spec.stack, key: "observeAddress", address: observeOn ? observeAddress || undefined : undefined },
  ];
  return all.filter((named): named is Named => named.address !== undefined);
}

function checkAddresses(spec: PartialSpec): RuleFinding[] {
  const { subnet, gateway, dhcpPool } = spec.cluster;
  if (!subnet) return [];
  const network = ipaddr.IPv4.networkAddressFromCIDR(subnet).toString();
  const broadcast = ipaddr.IPv4.broadcastAddressFromCIDR(subnet).toString();
  const addresses = clusterAddresses(spec);
  if (gateway) addresses.push({ node: spec.stack, key: "gateway", address: gateway });
  return addresses.flatMap(({ node, key, address }): RuleFinding[] => {
    const base = { key, node, found: address };
    const fix = `${setAddress(key, node)}, with one that is free`;
    const inside = `a host address in ${subnet}`;
    if (!ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(subnet)))
      return [{ ...base, expected: inside, fix }];
    if (address === network)
      return [{ ...base, found: `${address}, the subnet's own network address`, expected: inside, fix }];
    if (address === broadcast)
      return [{ ...base, found: `${address}, the subnet's broadcast address`, expected: inside, fix }];
    if (key === "gateway") return [];
    if (address === gateway)
      return [{ ...base, found: `${address}, the gateway's address`, expected: inside, fix }];
    if (dhcpPool && inRange(address, parseRange(dhcpPool)))
      return [
        {
          ...base,
          found: `${address}, which the router may hand out (dhcpPool ${dhcpPool})`,
          expected: `${inside}, outside the DHCP pool`,
          fix: `${fix}, or make the router's DHCP pool smaller and set dhcpPool`,
        },
      ];
    return [];
  });
}

const setAddress = (key: string, node: string): string =>
  `pulumi config set ${key} ADDRESS${["vip", "gateway", "fenceAddress", "observeAddress"].includes(key) ? "" : ` -s ${node}`}`;

function checkEqualAddresses(spec: PartialSpec): RuleFinding[] {
  const addresses = clusterAddresses(spec);
  return addresses.flatMap(({ node, key, address }, i): RuleFinding[] => {
    const first = addresses.slice(0, i).find((other) => other.address === address);
    if (!first) return [];
    return [
      {
        key,
        node,
        found: `${address}, which is ${first.key} of ${first.key === "vip" ? "the cluster" : first.node} too`,
        expected: "an address that nothing else has",
        fix: `${setAddress(key, node)}, with one that is free`,
      },
    ];
  });
}

function checkReleased(spec: PartialSpec): RuleFinding[] {
  const { vip, vip6, releaseVip } = spec.cluster;
  if (!releaseVip || (releaseVip !== vip && releaseVip !== vip6)) return [];
  return [
    {
      key: "releaseVip",
      found: `${releaseVip}, which is the ${releaseVip === vip ? "vip" : "vip6"}`,
      expected: "an earlier one that nobody asks any more",
      fix: "pulumi config rm releaseVip",
    },
  ];
}

function checkPriorities(spec: PartialSpec): RuleFinding[] {
  return spec.nodes.flatMap((node, i): RuleFinding[] => {
    const same = spec.nodes.slice(0, i).find((other) => other.priority === node.priority);
    if (node.priority === undefined || !same) return [];
    return [
      {
        key: "priority",
        node: node.name,
        found: `${node.priority}, which ${same.name} has too`,
        expected: "a priority that no other node has: equal ones leave the leader to chance",
        fix: `pulumi config set priority ${node.priority > 10 ? node.priority - 10 : node.priority + 10} -s ${node.name}`,
      },
    ];
  });
}

function checkWindow(spec: PartialSpec): RuleFinding[] {
  const { advertInterval, missedAdverts } = spec.cluster;
  if (advertInterval === undefined || missedAdverts === undefined) return [];
  const window = advertInterval * missedAdverts;
  if (!isTooShort(window, shortestWindow)) return [];
  return [
    {
      key: "missedAdverts",
      found: `${missedAdverts} adverts of ${advertInterval} s: a follower takes over after ${Number(window.toFixed(3))} s`,
      expected: `at least ${shortestWindow} s: else a busy host or switch moves the VIP`,
      fix: `pulumi config set missedAdverts ${Math.ceil(shortestWindow / advertInterval)}, or a longer advertInterval`,
    },
  ];
}

function checkVrrp(spec: PartialSpec): RuleFinding[] {
  const { vrrpVersion, advertInterval } = spec.cluster;
  if (vrrpVersion !== 2 || advertInterval === undefined || Number.isInteger(advertInterval)) return [];
  return [
    {
      key: "advertInterval",
      found: `${advertInterval} with vrrpVersion 2`,
      expected: "whole seconds: VRRP version 2 knows no others",
      fix: "pulumi config set advertInterval 1, or pulumi config set vrrpVersion 3",
    },
  ];
}

function checkResolver(spec: PartialSpec): RuleFinding[] {
  const { resolver, forwardTo } = spec.cluster;
  if (resolver !== "forward" || !forwardTo || forwardTo.length > 0) return [];
  return [
    {
      key: "forwardTo",
      found: "nothing, with resolver forward",
      expected: "at least one resolver for DNS over TLS, ADDRESS@PORT#NAME",
      fix: "in Pulumi.yaml: forwardTo: {value: [1.1.1.1@853#cloudflare-dns.com, 9.9.9.9@853#dns.quad9.net]}",
    },
  ];
}
