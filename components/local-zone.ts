import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { privateKeyFile, zoneKey, type ZoneKey } from "../runtime/contract/zone-key";
import { ownUser } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";
import { deriveKey } from "./derived-keys";
import { publishedKeys, renderAnchors, renderLocalZone } from "./render/local-zone-files";
import { localZoneAnchorsFile, localZoneFile, localZoneKeyFile } from "./render/node-paths";

export interface LocalZoneArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly clusterSecret: pulumi.Output<string>;
}

const seedOf = (secret: string, zone: string, n: number): Buffer =>
  deriveKey(secret, `local zone ${zone} ${n}`);

/** The keys that the zone publishes. They hold no secret. */
export const zoneKeys = (secret: string, { localZone, dnssecKey }: NodePlan["cluster"]): ZoneKey[] =>
  publishedKeys(dnssecKey).map((n) => zoneKey(localZone, n, seedOf(secret, localZone, n)));

/** What the stack keeps for the next update, which allows one step of the key (checkKeyStep). */
export const localZoneOutputs = ({ cluster: { localZone: zone, dnssecKey: key } }: NodePlan) =>
  zone === "" ? {} : { localZone: { zone, key } };

/**
 * The signed zone of a cluster that has one. Every node derives the same keys from the cluster's secret, so that all sign
 * alike, and no node needs a key from another. The agent loads a change while it runs.
 */
export class LocalZone extends pulumi.ComponentResource {
  /** The text of the file by which Unbound trusts the zone. */
  readonly anchors: pulumi.Output<string>;

  constructor(name: string, args: LocalZoneArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:LocalZone", name, {}, opts);
    const { plan, ssh: target, clusterSecret } = args;
    const { cluster } = plan;
    const { localZone: zone, dnssecKey } = cluster;
    const keys = pulumi.unsecret(clusterSecret.apply((secret) => zoneKeys(secret, cluster)));
    const content = pulumi.secret(
      clusterSecret.apply((secret) => privateKeyFile(seedOf(secret, zone, dnssecKey))),
    );
    this.anchors = keys.apply((all) => renderAnchors(zone, all));
    const key = new RemoteFile(
      `${name}-key`,
      { target, path: localZoneKeyFile, content, mode: "600", owner: ownUser },
      { parent: this },
    );
    const anchors = new RemoteFile(
      `${name}-anchors`,
      { target, path: localZoneAnchorsFile, content: this.anchors },
      { parent: this },
    );
    // After the key: the agent signs as soon as it sees a new zone.
    new RemoteFile(
      `${name}-zone`,
      {
        target,
        path: localZoneFile,
        content: keys.apply((all) => renderLocalZone(cluster, all)),
        mode: "600",
        owner: ownUser,
      },
      { parent: this, dependsOn: [key, anchors] },
    );
    this.registerOutputs();
  }
}
