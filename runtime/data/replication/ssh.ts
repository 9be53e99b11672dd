import type { DataConfig } from "../../contract/data-config";
import type { DataPaths } from "../data-paths";

/** Seconds: a peer that does not answer may not keep the others waiting. */
const connectSeconds = 5;

/** OpenSSH's options towards a peer, as `name=value`: this key, the pinned host keys, and nothing of root's own. */
export const peerSshOptions = ({ host }: DataConfig, paths: DataPaths): string[] => [
  "BatchMode=yes",
  "IdentitiesOnly=yes",
  `BindAddress=${host}`,
  `UserKnownHostsFile=${paths.knownHosts}`,
  "GlobalKnownHostsFile=/dev/null",
  "StrictHostKeyChecking=yes",
  "UpdateHostKeys=no",
  `ConnectTimeout=${connectSeconds}`,
  // A peer that has lost its power in the middle of a send is given up after 15 s.
  "ServerAliveInterval=5",
  "ServerAliveCountMax=3",
  "LogLevel=ERROR",
];
