import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { files } from "../runtime/contract/files";
import { containers } from "../runtime/contract/names";
import { nodeContainer, type ContainerShape } from "./container";
import { digest } from "./digest";
import type { ClusterSecrets } from "./cluster-secrets";
import type { ImageNames } from "./images/names";
import { secretRevision } from "./secret-revision";
import { renderAgentConfig } from "./render/agent-config";
import { onHost, podFolder, runFolder } from "./render/paths";
import { hasPassword, type NodePlan } from "./spec/plan";

export interface AgentArgs {
  readonly ssh: SshTarget;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  /** The text of agent.json. */
  readonly config: pulumi.Output<string>;
}

export const agentShape: ContainerShape = {
  name: containers.agent,
  command: ["agent"],
  capabilities: { drops: ["ALL"] },
  readOnly: true,
  volumes: [
    { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
    { hostPath: runFolder, containerPath: runFolder },
  ],
};

/** The text of agent.json. */
export function agentConfig(
  plan: NodePlan,
  images: ImageNames,
  { clusterSecret, vrrpPassword }: ClusterSecrets,
): pulumi.Output<string> {
  const { vrid, advertInterval } = plan.cluster;
  const agreement = hasPassword(plan)
    ? pulumi.interpolate`v2/${vrid}/${advertInterval}/${secretRevision(clusterSecret, vrrpPassword)}`
    : pulumi.output(`v3/${vrid}`);
  return agreement.apply((text) => renderAgentConfig(plan, images, text));
}

/** The agent in the pod: it sees whether DNS answers, tells keepalived, and writes the node's role. */
export class Agent extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: AgentArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Agent", name, {}, opts);
    const config = new RemoteFile(
      `${name}-config`,
      { target: args.ssh, path: onHost(files.agentConfig), content: args.config },
      { parent: this },
    );
    const container = nodeContainer(
      `${name}-container`,
      {
        ...agentShape,
        image: args.image,
        networkMode: args.networkMode,
        revision: args.config.apply((text) => digest(text)),
      },
      { parent: this, dependsOn: config },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
