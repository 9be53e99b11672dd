import { existsSync } from "node:fs";
import { names, type LabNode, type LabSettings } from "../settings";
import { docker, run, until, type Result } from "../shell";
import type { ContainerSpec } from "./container";
import { overSsh } from "./ssh";

// Those of --privileged, but for SYS_RESOURCE, which closed machines do not give.
const capabilities = [
  "SYS_ADMIN",
  "NET_ADMIN",
  "NET_RAW",
  "NET_BROADCAST",
  "SYS_CHROOT",
  "MKNOD",
  "SYS_PTRACE",
  "SYS_NICE",
  "SYS_TIME",
  "SYS_MODULE",
  "AUDIT_WRITE",
  "AUDIT_CONTROL",
  "BLOCK_SUSPEND",
  "DAC_READ_SEARCH",
  "IPC_LOCK",
  "IPC_OWNER",
  "LINUX_IMMUTABLE",
  "MAC_ADMIN",
  "MAC_OVERRIDE",
  "SYSLOG",
  "SYS_BOOT",
  "SYS_PACCT",
  "SYS_RAWIO",
  "SYS_TTY_CONFIG",
  "WAKE_ALARM",
];

/** Volume with what the node's own Docker engine holds. */
export const nodeVolume = (node: LabNode): string => `${node.container}-docker`;

/** The container that plays a host: systemd, sshd, cron, and a Docker engine of its own. */
export function nodeSpec(settings: LabSettings, node: LabNode, image: string): ContainerSpec {
  const env = {
    ROUTER: settings.gateway,
    REGISTRY: `${settings.registry}:5000`,
    MAC: macOf(node.host),
    NODE: node.name,
    LAB: names.lab,
  };
  const options = [
    "--hostname",
    node.name,
    "--network",
    names.lan,
    "--ip",
    node.host,
    ...capabilities.flatMap((capability) => ["--cap-add", capability]),
    ...["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"].flatMap((o) => [
      "--security-opt",
      o,
    ]),
    // The node's engine makes cgroups itself, which it can where it sees the machine's own tree (v1 and v2).
    "--cgroupns=host",
    "--volume",
    "/sys/fs/cgroup:/sys/fs/cgroup:rw",
    "--tmpfs",
    "/run:exec",
    "--tmpfs",
    "/run/lock",
    "--tmpfs",
    "/tmp:exec",
    ...(existsSync("/dev/fuse") ? ["--device", "/dev/fuse"] : []),
    ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
  ];
  return {
    name: node.container,
    image,
    options,
    volumes: [{ name: nodeVolume(node), path: "/var/lib/docker", own: true }],
  };
}

/** A host keeps its MAC address over a power cycle, which newer engines do not see to by themselves. */
export const macOf = (address: string): string =>
  ["02", "42", ...address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"))].join(":");

/** Runs a command in the node, past ssh: for tests and faults. Its exit code is an answer. */
export const inMachine = (node: LabNode, command: readonly string[], stdin?: string): Promise<Result> =>
  run("docker", ["exec", ...(stdin === undefined ? [] : ["-i"]), node.container, ...command], { stdin });

/** Cuts the node's power: everything in it is killed at once. Fine if it is off already. */
export async function cutPower(node: LabNode): Promise<void> {
  const result = await run("docker", ["kill", node.container]);
  if (result.code !== 0 && !/is not running/.test(result.stderr)) throw new Error(result.stderr.trim());
}

/** How long a node took from its power to answering, in milliseconds. */
export interface Boot {
  readonly sshMs: number;
  /** The node's own Docker engine answers. */
  readonly engineMs: number;
}

/** Gives the node power and waits until it answers over ssh and its engine does. Throws after 90 s. */
export async function bootMachine(settings: LabSettings, node: LabNode): Promise<Boot> {
  const from = Date.now();
  await docker(["start", node.container]);
  return awaitNode(settings, node, from);
}

/** Waits until ssh (host key verified) and the node's engine answer, counted from `from`. Throws after 90 s. */
export async function awaitNode(settings: LabSettings, node: LabNode, from = Date.now()): Promise<Boot> {
  let sshMs: number | undefined;
  const arrived = (text: string) => {
    if (text.includes(greeting)) sshMs ??= Date.now() - from;
  };
  const ask = async () => {
    const result = await overSsh(settings, node, `echo ${greeting}; docker version`, arrived);
    if (result.code !== 0) throw new Error(result.stderr.trim());
    return true;
  };
  await until(`${node.name} answers over ssh, and so does its Docker engine`, 90_000, ask, 100);
  return { sshMs: sshMs ?? Date.now() - from, engineMs: Date.now() - from };
}

const greeting = "ssh answers";
