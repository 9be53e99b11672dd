import { sshTarget } from "./ssh-access";
import type { NodePlan } from "./types";
import type { Problem } from "./problem";

/** How a node's host knows a peer's when it replicates to it. */
export interface PeerAccess {
  readonly name: string;
  readonly host: string;
  /** As `TYPE BASE64`; none if this machine does not know the host. */
  readonly hostKeys: readonly string[];
}

/** The peers as this machine's known_hosts file knows them. */
export const peerAccess = (root: string, { cluster, peers }: NodePlan): PeerAccess[] =>
  peers.map((peer) => {
    const { host, hostKeys } = sshTarget(root, cluster, peer);
    return { name: peer.name, host, hostKeys };
  });

/** Which peers could not be told from a stranger. Without datasets nothing is sent to them. */
export function checkPeerAccess({ cluster }: NodePlan, peers: readonly PeerAccess[]): Problem[] {
  if (cluster.datasets.length === 0) return [];
  return peers
    .filter(({ hostKeys }) => hostKeys.length === 0)
    .map(({ name, host }) => ({
      key: "knownHosts",
      file: "Pulumi.yaml",
      found: `no host key of ${name} (${host}) in ${cluster.knownHosts}`,
      expected: "the key of each node's host: datasets are sent to the right one alone",
      fix: `connect once and compare the fingerprint: ssh -p ${cluster.sshPort} root@${host} true`,
    }));
}
