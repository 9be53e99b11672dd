import { configPath } from "../../providers/ssh/config-path";
import { commandLine } from "../../providers/ssh/quote";
import type { SshTarget } from "../../providers/ssh/target";
import type { DrillNode } from "./cluster";

/** A program of this machine with its arguments. */
export type HostCommand = readonly [program: string, ...args: string[]];

/** How this machine runs a command as root on a node's host, its stdin passed on: into a container, or over ssh. */
export const enter = (node: Pick<DrillNode, "container" | "ssh">, command: readonly string[]): HostCommand =>
  node.ssh ? overSsh(node.ssh, command) : ["docker", "exec", "-i", node.container, ...command];

/** OpenSSH with what the program itself goes by, and nothing of this user's own: that key, those known hosts. */
function overSsh(target: SshTarget, command: readonly string[]): HostCommand {
  const options = {
    UserKnownHostsFile: configPath(target.knownHostsFile, process.platform),
    GlobalKnownHostsFile: "/dev/null",
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    ConnectTimeout: "5",
    // A node that is gone ends what runs on it here within seconds.
    ServerAliveInterval: "2",
    ServerAliveCountMax: "2",
  };
  return [
    "ssh",
    "-F",
    "none",
    "-i",
    target.keyFile,
    "-p",
    String(target.port),
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    `${target.user}@${target.host}`,
    commandLine(command),
  ];
}
