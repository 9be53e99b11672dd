import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { containers } from "../runtime/contract/names";
import { digest, nodeContainer } from "./container";
import { renderAgentConfig } from "./render/agent-config";
import { podFolder, runFolder } from "./render/paths";
import type { NodePlan } from "./spec/plan";

export interface AgentArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
}

/** The agent in the pod: it sees whether DNS answers, tells keepalived, and writes the node's role. */
export class Agent extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: AgentArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Agent", name, {}, opts);
    const content = renderAgentConfig(args.plan);
    const config = new RemoteFile(
      `${name}-config`,
      { target: args.ssh, path: `${podFolder}/agent.json`, content },
      { parent: this },
    );
    const container = nodeContainer(
      `${name}-container`,
      {
        name: containers.agent,
        image: args.image,
        command: ["agent"],
        networkMode: args.networkMode,
        capabilities: { drops: ["ALL"] },
        readOnly: true,
        volumes: [
          { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
          { hostPath: runFolder, containerPath: runFolder },
        ],
        revision: digest(content),
      },
      { parent: this, dependsOn: config },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
