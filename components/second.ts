import * as pulumi from "@pulumi/pulumi";
import { ContainerNames } from "../providers/container-names/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import { Running } from "../providers/running/resource";
import type { SshTarget } from "../providers/ssh/target";
import { files, roleMaxAgeSeconds, secondPorts, sharedFolder } from "../runtime/contract/files";
import { secondContainer } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";
import { nodeContainer, type ContainerShape } from "./container";
import { shortDigest } from "./short-digest";
import { hardened } from "./hardened";
import { onHost, podFolder, recordFile, runFolder } from "./render/node-paths";
import { renderSecondAnswer, secondDelay, secondPeers } from "./render/second-answer-file";
import { secondRights } from "./rights";

export interface SecondArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  readonly limitsMemory: pulumi.Input<boolean>;
}

/** Whether the nodes answer queries that the leader does not answer. */
export const answersSecond = ({ cluster }: NodePlan): boolean => cluster.secondAnswer > 0;

export const secondShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(secondRights),
  command: [
    "second",
    String(secondDelay(plan)),
    String(plan.vrrp.standbyClaim),
    String(roleMaxAgeSeconds),
    String(secondPorts.want),
    [...plan.vips, ...plan.vips6].join(","),
    secondPeers(plan).join(","),
  ],
  volumes: [
    { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
    { hostPath: sharedFolder, containerPath: runFolder },
  ],
});

/**
 * The second answer in the pod: it answers what the leader has not answered in time. It needs no drain: the VIP does not
 * depend on it, so it is made, changed and removed while the node serves.
 */
export class Second extends pulumi.ComponentResource {
  constructor(name: string, args: SecondArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Second", name, {}, opts);
    const { plan, ssh: target, limitsMemory } = args;
    const filter = renderSecondAnswer(plan);
    const record = recordFile(secondContainer);
    const { generation } = new Running(
      `${name}-running`,
      { target, container: secondContainer, record },
      { parent: this },
    );
    const freed = new ContainerNames(
      `${name}-container-names`,
      {
        target,
        containers: [{ name: secondContainer, record }],
        generations: pulumi.all([generation]),
      },
      { parent: this },
    );
    const file = new RemoteFile(
      `${name}-filter`,
      { target, path: onHost(files.secondFilter), content: filter },
      { parent: this },
    );
    nodeContainer(
      `${name}-container`,
      {
        ...secondShape(plan),
        image: args.image,
        networkMode: args.networkMode,
        revision: shortDigest(filter),
      },
      { ssh: target, generation, limitsMemory },
      [onHost(files.secondFilter)],
      { parent: this, dependsOn: [freed, file] },
    );
    this.registerOutputs();
  }
}
