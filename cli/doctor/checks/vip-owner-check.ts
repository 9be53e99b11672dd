import { hasVirtualMac } from "../../../components/config/network-mode";
import { virtualMacOf } from "../../../components/virtual-mac";
import { problem } from "../../../components/preflight/finding";
import type { Neighbour } from "../../../components/preflight/facts/lan";
import type { DoctorCheck } from "../doctor-check";
import { isDeployed, leads, type DoctorView } from "../doctor-view";

/** Who answers for addresses, as the hosts hear it; a host does not hear its own containers. */
const neighboursOf = (view: DoctorView): Neighbour[] =>
  view.nodes.flatMap(({ visited }) =>
    visited.facts?.neighbours.known ? visited.facts.neighbours.value : [],
  );

const macsOf = (view: DoctorView, address: string): string[] => [
  ...new Set(
    neighboursOf(view)
      .filter((one) => one.address === address)
      .map(({ mac }) => mac),
  ),
];

export const vipOwner: DoctorCheck = {
  id: "vip owner",
  title: "the VIP is answered by one MAC address, the cluster's own",
  look(view) {
    const plan = view.nodes[0]?.visited.plan;
    if (!plan || !isDeployed(view)) return [];
    const { vip, vrid } = plan.cluster;
    const macs = macsOf(view, vip);
    const pods = view.nodes.flatMap(({ visited }) => macsOf(view, visited.plan.node.podAddress));
    // Nodes that use their hosts' own MAC addresses have no virtual one.
    const virtualMac = view.nodes.some(({ visited }) => hasVirtualMac(visited.plan));
    const ownMacs = view.nodes.some(({ visited }) => !hasVirtualMac(visited.plan));
    const ours = (mac: string) =>
      (virtualMac && mac === virtualMacOf(vrid)) || (ownMacs && pods.includes(mac));
    const strangers = macs.filter((mac) => !ours(mac));
    if (strangers.length === 0) return [];
    const expected = !ownMacs
      ? `${virtualMacOf(vrid)} alone, the MAC address of VRRP id ${vrid}`
      : "the leader's pod alone";
    const fix = `find the device with that MAC address (the router lists devices by it), and give it another address than ${vip}`;
    return [
      { ...problem(`the VIP ${vip} is answered by ${strangers.join(" and ")}`, expected, fix), node: "LAN" },
    ];
  },
};

export const virtualMac: DoctorCheck = {
  id: "virtual MAC",
  title: "the switch passes frames of VRRP's virtual MAC address",
  look(view) {
    const leader = view.nodes.find(leads);
    if (!leader || !hasVirtualMac(leader.visited.plan)) return [];
    const { vip, vrid } = leader.visited.plan.cluster;
    const { podAddress } = leader.visited.plan.node;
    // Another host hears the leader's pod, but not the VIP, which the same pod answers under another MAC address.
    if (macsOf(view, podAddress).length === 0 || macsOf(view, vip).length > 0) return [];
    const found = `the leader's own address ${podAddress} is answered on the LAN, and the VIP ${vip} is not`;
    const fix =
      "allow further MAC addresses on the switch's port, or in the hypervisor (MAC spoofing, forged transmits); " +
      "or do without: pulumi config set virtualMac false, for all nodes";
    return [{ ...problem(found, `an answer from ${virtualMacOf(vrid)}`, fix), node: "LAN" }];
  },
};
