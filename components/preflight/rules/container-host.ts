import { problem, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** A host that is a container itself can run the pod only if nothing is kept from it. */
export function containerHost({ facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { container, privileged, confinement } = facts.host.value;
  if (container === undefined) return [];
  const fix =
    "use a virtual machine (on Proxmox: VM instead of CT), or a machine of its own. Docker in a container " +
    "breaks with an update of its runtime";
  if (!privileged)
    return [
      problem(
        `the host is an unprivileged container (${container}): its root may not change the kernel's network`,
        "a machine, or a virtual machine",
        fix,
      ),
    ];
  if (confinement !== undefined || container.startsWith("lxc"))
    return [
      problem(
        `the host is a container (${container}${confinement === undefined ? "" : `, confined by ${confinement}`}): ` +
          "Docker's runtime is refused the settings that each container's network needs",
        "a machine, or a virtual machine",
        fix,
      ),
    ];
  return [];
}
