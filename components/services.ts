import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import type { SshTarget } from "../providers/ssh/target";
import type { DataConfig } from "../runtime/contract/data-config";
import type { ClusterSecrets } from "./cluster-secrets";
import { serviceConfig } from "./render/service-files";
import type { NodePlan } from "./config/plan";
import { serviceRevisionOf, StandbyService } from "./standby-service";
import { hostFile } from "./host-file";

export interface ServicesArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly secrets: Pick<ClusterSecrets, "serviceSecrets" | "clusterSecret">;
  /** The checkout that the services' folders are read from. */
  readonly root: string;
}

/** The standby services as data.json tells the host's data keeper, by name. */
export function serviceConfigs(
  { cluster }: NodePlan,
  root: string,
  secrets: ServicesArgs["secrets"],
): pulumi.Output<DataConfig["services"]> {
  const inOrder = [...cluster.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  return pulumi
    .all(inOrder.map((service) => serviceRevisionOf({ service, secrets, root })))
    .apply((revisions) => inOrder.map((service, i) => serviceConfig(service, revisions[i]!)));
}

/** All that a node needs to run the standby services; that it runs them is for its data keeper to say. */
export class Services extends pulumi.ComponentResource {
  constructor(name: string, args: ServicesArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Services", name, {}, opts);
    const { plan, ssh, secrets, root } = args;
    const { services } = plan.cluster;
    if (services.length > 0) {
      const script = hostFile("prepare-compose.sh");
      const compose = new HostScript(
        `${name}-compose`,
        { target: ssh, create: "sh -s", stdin: script },
        { parent: this },
      );
      for (const service of services)
        new StandbyService(
          `${name}-${service.name}`,
          { service, ssh, secrets, root },
          { parent: this, dependsOn: compose },
        );
    }
    this.registerOutputs();
  }
}
