import { ownAddresses6 } from "../../config/ipv6-rules";
import { observeAddressOf } from "../../config/observe-rules";
import { virtualMacOf, virtualMacPrefix } from "../../virtual-mac";
import { problem, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/**
 * The node's addresses are answered by nobody else. The host's own containers are not heard by the host, so an answer
 * for the pod's or Unbound's address is another machine's. The VIP may be answered by a peer.
 */
export function addresses({ plan, facts, clusterLeads }: Scene): HostFinding[] {
  const { node, cluster, vips, vips6 } = plan;
  const answers = facts.neighbours.known ? facts.neighbours.value : [];
  const own = [
    { key: "podAddress", address: node.podAddress, option: ` -s ${node.name}` },
    { key: "unboundAddress", address: node.unboundAddress, option: ` -s ${node.name}` },
    ...observeAddressOf(plan).map((address) => ({ key: "observeAddress", address, option: "" })),
    ...vips.map((address) => ({ key: "vip", address, option: "" })),
    ...ownAddresses6(plan).map((one) => ({ ...one, option: ` -s ${node.name}` })),
    ...vips6.map((address) => ({ key: "vip6", address, option: "" })),
  ];
  const virtualMac = virtualMacOf(cluster.vrid);
  const gatewaysMac = answers.find(({ address }) => address === cluster.gateway)?.mac;
  const pods = plan.peers.map(({ podAddress }) => podAddress);
  const isOfPeer = (mac: string) =>
    mac === virtualMac || answers.some((one) => one.mac === mac && pods.includes(one.address));
  const isPeers = (key: string, mac: string) =>
    (key === "vip" || key === "vip6") && (clusterLeads || isOfPeer(mac));
  const interfaces = facts.host.known ? facts.host.value.interfaces : [];
  const onHost = own.flatMap(({ key, address }) =>
    interfaces
      .filter((one) => one.addresses.some((its) => its.address === address))
      .map(({ name }) =>
        problem(
          `${key} ${address} is an address of the host's own ${name}`,
          "an address that the pod can have for itself",
          `take it from the host: ip address del ${address} dev ${name}, and whatever gave it, such as an earlier ` +
            "keepalived: systemctl disable --now keepalived",
        ),
      ),
  );
  const onLan = own.flatMap(({ key, address, option }) =>
    answers
      .filter((answer) => answer.address === address && !isPeers(key, answer.mac))
      .map(({ mac }) =>
        problem(
          `${key} ${address} is answered by ${mac}${describeMac(mac)}`,
          "an address that nobody on the LAN has",
          mac === gatewaysMac
            ? `the gateway answers in another's name (proxy ARP): switch that off in the router, or if it has to be so: ` +
                `pulumi config set preflight warn`
            : `choose a free one: pulumi config set ${key} ADDRESS${option}; or find that device (the router lists it by its ` +
                "MAC address) and give it another",
        ),
      ),
  );
  return [...onHost, ...onLan];
}

function describeMac(mac: string): string {
  if (mac.startsWith("02:42:")) return ", by its MAC address a Docker container";
  if (mac.startsWith(virtualMacPrefix))
    return `, by its MAC address the VRRP router ${parseInt(mac.slice(-2), 16)}`;
  return "";
}

/** No other VRRP router has the cluster's id. */
export function vrrp({ plan, facts }: Scene): HostFinding[] {
  if (!facts.vrrpRouters.known) return [];
  const { vrid } = plan.cluster;
  const nodes = [plan.node, ...plan.peers].map(({ podAddress }) => podAddress);
  const used = facts.vrrpRouters.value.map((router) => router.vrid);
  const free = Array.from({ length: 255 }, (_, i) => ((vrid + i) % 255) + 1).find((id) => !used.includes(id));
  return facts.vrrpRouters.value
    .filter((router) => router.vrid === vrid && !nodes.includes(router.source))
    .map(({ source }) =>
      problem(
        `${source} is a VRRP router with the id ${vrid} too, and so with the same virtual MAC address`,
        "an id that no other VRRP router of the LAN has",
        `pulumi config set vrid ${free ?? "NUMBER"}, for all nodes`,
      ),
    );
}
