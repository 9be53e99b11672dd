import { containers } from "../../../runtime/contract/names";
import { problem, warning, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** Docker's engine answers, or is not there yet: then the deployment installs it. */
export function docker({ facts }: Scene): HostFinding[] {
  if (!facts.engine.known) return [];
  const { programs, service, trouble, rootless, userNamespaces } = facts.engine.value;
  const snap = programs.find((program) => program.startsWith("/snap/"));
  if (snap)
    return [
      problem(
        `${snap}, which is confined and sees no folders of the host`,
        "Docker from the distribution or from Docker's own packages",
        "snap remove docker; the deployment installs docker.io then",
      ),
    ];
  // An engine that somebody has stopped is started by the deployment.
  if (trouble !== undefined && service !== "inactive")
    return [
      problem(
        `Docker's engine does not answer (docker.service is ${service || "not there"}): ${trouble}`,
        "an engine that answers `docker version`, or no Docker at all: then it is installed",
        "look into it on the host: journalctl -u docker -n 50; fix it, then: systemctl restart docker",
      ),
    ];
  if (rootless || userNamespaces)
    return [
      problem(
        rootless ? "a rootless engine" : "an engine with userns-remap",
        "an engine in which root is root: the pod is on the LAN, and reads files that only root can read",
        rootless
          ? "install docker.io for the whole system, and unset DOCKER_HOST for root"
          : 'take "userns-remap" out of /etc/docker/daemon.json, then: systemctl restart docker',
      ),
    ];
  return [];
}

const wanted = ["memory", "cpu"];

/** The kernel accounts for each container's memory and CPU time. */
export function cgroups({ facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { controllers } = facts.host.value;
  const off = facts.engine.known && facts.engine.value.memoryLimit === false ? ["memory"] : [];
  const missing = wanted.filter((name) => !controllers.includes(name) || off.includes(name));
  if (missing.length === 0) return [];
  return [
    warning(
      `no cgroup controller for ${missing.join(" and ")}`,
      "memory and cpu: without them a container can take all the memory or CPU time of the host",
      "on a Raspberry Pi: append cgroup_enable=memory to the line in /boot/firmware/cmdline.txt, then reboot; " +
        "elsewhere: take cgroup_disable out of the kernel's command line",
    ),
  ];
}

/** If the kernel has AppArmor, Docker has its parser. */
export function appArmor({ facts }: Scene): HostFinding[] {
  if (!facts.host.known || !facts.engine.known) return [];
  const { appArmor: enabled, appArmorParser } = facts.host.value;
  const deployed = facts.engine.value.containers.some(({ name }) => name === containers.pod);
  // The first deployment installs it.
  if (!enabled || appArmorParser || !deployed) return [];
  return [
    warning(
      "AppArmor is on, and apparmor_parser is not there: containers run unconfined, or do not start",
      "the package apparmor beside Docker",
      "apt-get install apparmor, then: systemctl restart docker",
    ),
  ];
}
