import path from "node:path";
import { configPath } from "../providers/ssh/config-path";
import type { SshTarget } from "../providers/ssh/target";

/** What of the machine that deploys decides how its ssh is called. */
export interface Deployer {
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The longest path that a socket can have: 104 bytes on macOS with its end, 108 on Linux. */
const longestSocket = 103;
// %C is 40 characters; while it is made, ssh has the socket end in a dot and 16 more.
const hashLength = 40;
const suffixLength = 17;

/**
 * The folder in which ssh keeps the sockets of connections that it shares; undefined if it cannot share any. Windows'
 * own OpenSSH cannot ("getsockname failed: Not a socket"), nor can another one if the home folder's path is too long.
 */
export function socketFolder({ platform, home }: Deployer): string | undefined {
  if (platform === "win32") return undefined;
  const folder = path.posix.join(home, ".ssh");
  const length = Buffer.byteLength(socketIn(folder)) - "%C".length + hashLength + suffixLength;
  return length <= longestSocket ? folder : undefined;
}

const socketIn = (folder: string): string => path.posix.join(folder, "ha-dns-%C");

/** How Docker's client calls ssh. All its API calls share one connection if they can: each would otherwise open its own. */
export function dockerSshOptions(ssh: SshTarget, deployer: Deployer): string[] {
  const folder = socketFolder(deployer);
  const options = {
    UserKnownHostsFile: configPath(ssh.knownHostsFile, deployer.platform),
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    ...(folder !== undefined && {
      ControlMaster: "auto",
      ControlPath: configPath(socketIn(folder), deployer.platform),
      ControlPersist: "30",
    }),
    ConnectTimeout: "15",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-i", ssh.keyFile, ...flags];
}
