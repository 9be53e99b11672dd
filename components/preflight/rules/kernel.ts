import { problem, warning, type HostFinding } from "../finding";
import { hasVirtualMac, usesHostMac } from "../../config/network-mode";
import type { Tried } from "../facts/trial";
import type { Scene } from "./scene";

/** The kernel does what the pod needs; each thing was tried. */
export function kernel({ plan, facts }: Scene): HostFinding[] {
  if (!facts.trial.known) return [];
  const { namespace, sysctls, macvlan, virtualMac, nftables, link } = facts.trial.value;
  if (isRefused(namespace))
    return [
      problem(
        `no network namespace can be made: ${namespace.refused}`,
        "a kernel that gives root network namespaces, as every container needs one",
        "use a machine or a virtual machine instead of a container as host",
      ),
    ];
  const release = facts.host.known ? facts.host.value.kernel : "";
  return [
    ...refusal(macvlan, (said) =>
      // Without the interface nothing can be said of macvlan; the interface is a finding of its own.
      /Cannot find device/.test(said) || (usesHostMac(plan.node) && !hasNoMacvlan.test(said))
        ? []
        : [
            problem(
              `no macvlan interface on ${plan.node.interface}: ${said}`,
              "the kernel's macvlan",
              macvlanFix(said),
            ),
          ],
    ),
    ...refusal(link, (said) => [
      problem(
        `the kernel refuses the rules of network host: ${said}`,
        "nftables with the family netdev, and its fwd and dup",
        `install the kernel's modules (${release}), and after an update of the kernel: reboot; or: ` +
          `pulumi config set network macvlan -s ${plan.node.name}`,
      ),
    ]),
    ...(macvlan === "works" && hasVirtualMac(plan)
      ? refusal(virtualMac, (said) => [
          problem(
            `no macvlan interface for VRRP's virtual MAC: ${said}`,
            "a macvlan interface on a macvlan interface",
            "pulumi config set virtualMac false",
          ),
        ])
      : []),
    ...(macvlan === "works" || usesHostMac(plan.node)
      ? refusal(nftables, (said) => [
          problem(
            `the kernel refuses the pod's packet filter: ${said}`,
            "nftables with the families inet, arp and netdev",
            `install the kernel's modules (${release}): apt-get install linux-modules-extra-$(uname -r) on Ubuntu, ` +
              "linux-modules-extra-raspi on Ubuntu for the Pi; after an update of the kernel: reboot",
          ),
        ])
      : []),
    ...refusal(sysctls, (said) => [
      problem(
        `the pod's network settings are refused: ${said}`,
        "a /proc/sys that root can write to",
        "use a machine or a virtual machine instead of a container as host",
      ),
    ]),
  ];
}

const hasNoMacvlan = /not supported|Unknown device type/i;

function macvlanFix(said: string): string {
  if (hasNoMacvlan.test(said))
    return (
      "install the module: apt-get install linux-modules-extra-raspi (Ubuntu on a Pi) or " +
      "linux-modules-extra-$(uname -r) (Ubuntu); if the kernel was updated since the last boot: reboot"
    );
  if (/busy|Invalid argument/i.test(said))
    return (
      "something else sits on it, such as an ipvlan network or a macvlan interface in passthru mode: " +
      "docker network ls and ip -d link show it; take it away"
    );
  return "look further on the host: dmesg, ip -d link";
}

/** The pod's MAC address is answered, and not the host's alone. */
export function secondMac({ plan, facts }: Scene): HostFinding[] {
  if (usesHostMac(plan.node)) return [];
  if (!facts.trial.known || facts.trial.value.gatewayAnswers !== false) return [];
  const { gateway } = plan.cluster;
  const answers = facts.neighbours.known && facts.neighbours.value.some(({ address }) => address === gateway);
  if (!answers)
    return [
      warning(
        `the gateway ${gateway} does not answer on ${plan.node.interface}, so that a second MAC address could not be tried`,
        "a gateway that answers",
        "switch the router on, or correct it: pulumi config set gateway ADDRESS",
      ),
    ];
  return [
    problem(
      `the gateway ${gateway} answers the host's own MAC address on ${plan.node.interface}, and no other`,
      "an answer to a second MAC address, since the pod has one of its own",
      `let the node use the host's own: pulumi config set network host -s ${plan.node.name}; or in a virtual machine, ` +
        "allow other MAC addresses (promiscuous mode, MAC spoofing) on its network card; on a switch, lift the limit of " +
        "one MAC address a port",
    ),
  ];
}

const isRefused = (tried: Tried): tried is { readonly refused: string } => typeof tried === "object";

const refusal = (tried: Tried, found: (said: string) => HostFinding[]): HostFinding[] =>
  isRefused(tried) ? found(tried.refused.split("\n").slice(0, 3).join("\n")) : [];
