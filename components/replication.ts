import * as pulumi from "@pulumi/pulumi";
import { AuthorizedKey } from "../providers/authorized-key/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { dataFiles } from "../runtime/contract/files";
import type { ClusterSecrets } from "./cluster-secrets";
import {
  keyMarker,
  renderAuthorizedKey,
  renderKnownHosts,
  renderLogrotate,
  renderReplicationCron,
  renderSanoid,
  type CronPlan,
} from "./render/replication-files";
import { replicationKey } from "./replication-key";
import type { SnapshotPolicy } from "./config/data-keys";
import type { PeerAccess } from "./config/peer-access";
import { hostFile } from "./host-file";

export interface ReplicationArgs {
  readonly ssh: SshTarget;
  readonly secrets: Pick<ClusterSecrets, "clusterSecret">;
  /** This node. */
  readonly node: string;
  readonly peers: readonly PeerAccess[];
  /** TCP port of the peers' sshd. */
  readonly sshPort: number;
  /** Names of the datasets that no declared one lies above. */
  readonly roots: readonly string[];
  readonly schedule: CronPlan;
  readonly policy: SnapshotPolicy;
}

/** How a node's data reaches its peers: a key of its own, the peers' keys let in for that alone, and what cron runs. */
export class Replication extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Replication", name, {}, opts);
    const { ssh, secrets, node, peers, sshPort, roots, schedule, policy } = args;
    const within = { parent: this };
    const file = (suffix: string, at: string, content: pulumi.Input<string>, mode?: string) =>
      new RemoteFile(
        `${name}-${suffix}`,
        { target: ssh, path: at, content, ...(mode === undefined ? {} : { mode }) },
        within,
      );
    const key = secrets.clusterSecret.apply((secret) => replicationKey(secret, node).privateKey);
    const before: pulumi.Resource[] = [
      file("key", dataFiles.sshKey, pulumi.secret(key), "600"),
      file("known-hosts", dataFiles.knownHosts, renderKnownHosts(peers, sshPort)),
      file("sanoid", dataFiles.sanoid, renderSanoid(roots, policy)),
      file("logrotate", dataFiles.logrotate, renderLogrotate()),
      file("policy", dataFiles.policy, script(), "755"),
    ];
    for (const peer of peers) {
      const line = secrets.clusterSecret.apply((secret) =>
        renderAuthorizedKey({ ...peer, publicKey: replicationKey(secret, peer.name).publicKey }),
      );
      before.push(
        new AuthorizedKey(
          `${name}-from-${peer.name}`,
          // A public key: a preview may show it.
          { target: ssh, marker: keyMarker(peer.name), line: pulumi.unsecret(line) },
          within,
        ),
      );
    }
    // Last, since cron begins with it at the next minute.
    new RemoteFile(
      `${name}-cron`,
      { target: ssh, path: dataFiles.cron, content: renderReplicationCron(schedule) },
      { parent: this, dependsOn: before },
    );
    this.registerOutputs();
  }
}

const script = (): string => hostFile("ha-dns-policy-snapshots");
