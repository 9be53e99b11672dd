import * as pulumi from "@pulumi/pulumi";
import { agentShape } from "./agent";
import type { ClusterSecrets } from "./cluster-secrets";
import { commonShape } from "./container";
import { shortDigest } from "./short-digest";
import type { ImageNames } from "./images/image-names";
import { keepalivedFiles, keepalivedShape } from "./keepalived";
import { macvlan } from "./macvlan-network";
import { piholeShape } from "./pihole";
import { dnsmasqBase } from "./render/pihole-dnsmasq";
import { podShape } from "./pod";
import { autoUpdaterLabels } from "./render/labels";
import { secretRevision } from "./secret-revision";
import { hasIpv6 } from "./config/ipv6-rules";
import { hasPassword, type NodePlan } from "./config/plan";
import { unboundFiles, unboundShape } from "./unbound";

export interface ServingRevisionParts {
  readonly plan: NodePlan;
  readonly root: string;
  readonly images: ImageNames;
  readonly secrets: ClusterSecrets;
  readonly agentConfig: pulumi.Output<string>;
  /** How often each container had to be made again, because it was not what was deployed. */
  readonly generations: pulumi.Output<readonly number[]>;
}

/**
 * Changes whenever an update will touch a container of the node, or what one reads: such an update first has to
 * drain the node. Known before any of them is made, so that preview shows the drain.
 */
export function servingRevision(args: ServingRevisionParts): pulumi.Output<string> {
  const { plan, root, images, secrets, agentConfig } = args;
  const { podAddress, unboundAddress, podAddress6, unboundAddress6 } = plan.node;
  const known = [
    commonShape,
    autoUpdaterLabels,
    macvlan(plan),
    podShape(plan),
    [podAddress, unboundAddress, ...(hasIpv6(plan) ? [podAddress6, unboundAddress6] : [])],
    unboundShape(plan),
    unboundFiles(plan, root),
    piholeShape(plan),
    dnsmasqBase,
    keepalivedShape(plan),
    keepalivedFiles(plan),
    agentShape(plan),
    images,
  ];
  const { clusterSecret, vrrpPassword, piholePassword } = secrets;
  const password = hasPassword(plan) ? vrrpPassword : "";
  return pulumi
    .all([agentConfig, secretRevision(clusterSecret, piholePassword, password), args.generations])
    .apply(([config, secret, generations]) =>
      shortDigest(JSON.stringify(known), config, secret, generations.join()),
    );
}
