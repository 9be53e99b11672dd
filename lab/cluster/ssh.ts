import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import path from "node:path";
import { configPath } from "../../providers/ssh/config-path";
import type { LabNode, LabSettings } from "../settings";
import { docker, must, run, type Result } from "../shell";

/** Files with which this machine logs in to the nodes as root. */
export interface SshFiles {
  readonly folder: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly knownHosts: string;
}

/** Where those files are, whether they exist or not. */
export function sshFiles(settings: LabSettings): SshFiles {
  const folder = path.join(settings.folder, "ssh");
  const privateKey = path.join(folder, "id_ed25519");
  return {
    folder,
    privateKey,
    publicKey: `${privateKey}.pub`,
    knownHosts: path.join(settings.folder, "known_hosts"),
  };
}

/** Makes the key pair where there is none, and removes control sockets that nobody listens on any more. */
export async function prepareSsh(settings: LabSettings): Promise<void> {
  const files = sshFiles(settings);
  await mkdir(files.folder, { recursive: true });
  await chmod(files.folder, 0o700);
  if (!existsSync(files.publicKey)) {
    await rm(files.privateKey, { force: true }); // Half a pair, of a run that was killed.
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ha-dns-lab", "-f", files.privateKey]);
  }
  for (const entry of await readdir(files.folder, { withFileTypes: true })) {
    const socket = path.join(files.folder, entry.name);
    if (entry.isSocket() && !(await answers(socket))) await rm(socket, { force: true });
  }
}

const answers = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false));
    connection.once("connect", () => connection.destroy());
  });

/** Lets the lab's key in as root, unless it is let in already. Other keys are the program's, and stay. */
export async function authorize(settings: LabSettings, node: LabNode): Promise<void> {
  const key = await readFile(sshFiles(settings).publicKey, "utf8");
  const script =
    "cd /root/.ssh && cat > new && touch authorized_keys && { grep -qxFf new authorized_keys || cat new >> authorized_keys; }; rm new";
  await docker(["exec", "-i", node.container, "sh", "-c", `mkdir -p /root/.ssh && ${script}`], {
    stdin: key,
  });
}

/**
 * Writes the known_hosts file from the keys that lie on the nodes themselves; nothing is trusted over the network. A
 * host that is no node any more keeps its line: its stack has yet to be destroyed.
 */
export async function writeKnownHosts(settings: LabSettings): Promise<void> {
  const line = async (node: LabNode) => {
    const key = await docker(["exec", node.container, "cat", "/etc/ssh/ssh_host_ed25519_key.pub"]);
    return `${node.host} ${key.trim().split(" ").slice(0, 2).join(" ")}\n`;
  };
  const file = sshFiles(settings).knownHosts;
  const before = existsSync(file) ? await readFile(file, "utf8") : "";
  const others = before
    .split(/(?<=\n)/)
    .filter((known) => !settings.nodes.some(({ host }) => known.startsWith(`${host} `)));
  const text = [...(await Promise.all(settings.nodes.map(line))), ...others].join("");
  if (before !== text) await writeFile(file, text);
}

/** Arguments of `ssh` that log in to a node as root, with its host key verified, and give up after 5 s. */
export function sshArgs(settings: LabSettings, node: LabNode): string[] {
  const { privateKey, knownHosts } = sshFiles(settings);
  const options = [
    `UserKnownHostsFile=${configPath(knownHosts, process.platform)}`,
    "StrictHostKeyChecking=yes",
    "IdentitiesOnly=yes",
    "BatchMode=yes",
    "ConnectTimeout=5",
  ];
  return [
    "-F",
    "none",
    "-i",
    privateKey,
    ...options.flatMap((option) => ["-o", option]),
    `root@${node.host}`,
  ];
}

/** Runs a shell command on a node over ssh, for at most 15 s; 255 where ssh itself failed. */
export const overSsh = (
  settings: LabSettings,
  node: LabNode,
  command: string,
  onOutput?: (text: string) => void,
): Promise<Result> => run("ssh", [...sshArgs(settings, node), command], { timeoutMs: 15_000, onOutput });
