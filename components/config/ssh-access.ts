import { existsSync } from "node:fs";
import { expandPath, knownHostKeys, type SshTarget } from "../../providers/ssh/target";
import type { ClusterValues, NodeValues } from "./keys";
import type { Problem } from "./problem";

/** How a node is reached by ssh, as its config says; looks up its host keys in the known_hosts file. */
export function sshTarget(root: string, cluster: ClusterValues, node: NodeValues): SshTarget {
  const knownHosts = expandPath(cluster.knownHosts, root);
  return {
    host: node.host,
    port: cluster.sshPort,
    user: "root",
    keyFile: expandPath(cluster.sshKey, root),
    knownHostsFile: knownHosts,
    hostKeys: knownHostKeys(knownHosts, node.host, cluster.sshPort),
  };
}

/** What is missing on this machine for reaching a node as `ssh` says. */
export function checkAccess(node: NodeValues, ssh: SshTarget): Problem[] {
  const problems: Problem[] = [];
  if (!existsSync(ssh.keyFile))
    problems.push({
      key: "sshKey",
      file: "Pulumi.yaml",
      found: `${ssh.keyFile}, which does not exist`,
      expected: "a private ssh key that the nodes accept",
      fix: `ssh-keygen -t ed25519 -N "" -f ${ssh.keyFile}, then ssh-copy-id -i ${ssh.keyFile} ${ssh.user}@${ssh.host}`,
    });
  if (ssh.hostKeys.length === 0)
    problems.push({
      key: "knownHosts",
      file: "Pulumi.yaml",
      found: `no host key of ${node.name} (${ssh.host}) in ${ssh.knownHostsFile}`,
      expected: "the host's own key, so that no other machine can take its place",
      fix: `connect once and compare the fingerprint: ssh -i ${ssh.keyFile} ${ssh.user}@${ssh.host} true`,
    });
  return problems;
}
