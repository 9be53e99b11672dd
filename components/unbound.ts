import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { configFile } from "./program-version";
import { nodeContainer, type ContainerPlace, type ContainerShape } from "./container";
import { shortDigest } from "./short-digest";
import { hardened } from "./hardened";
import { inMacvlan } from "./macvlan-network";
import { unboundFolder, unboundRunFolder } from "./render/node-paths";
import { renderUnbound } from "./render/unbound-conf";
import { rightsOf } from "./rights";
import type { NodePlan } from "./config/plan";

export interface UnboundArgs extends ContainerPlace {
  readonly plan: NodePlan;
  readonly root: string;
  readonly image: pulumi.Input<string>;
  readonly network: pulumi.Input<string>;
}

/** The files that Unbound reads, by name in its folder. */
export const unboundFiles = (plan: NodePlan, root: string): Readonly<Record<string, string>> => ({
  "unbound.conf": renderUnbound(plan),
  "root.hints": readFileSync(configFile(plan.cluster.rootHints, root), "utf8"),
  "root.key": readFileSync(configFile(plan.cluster.trustAnchor, root), "utf8"),
});

export const unboundShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(rightsOf(plan).unbound),
  init: true,
  volumes: [
    { hostPath: unboundFolder, containerPath: "/etc/unbound", readOnly: true },
    { hostPath: unboundRunFolder, containerPath: unboundRunFolder },
  ],
});

/** The node's validating recursive resolver, with an address of its own: this node's and the peers' Pi-holes ask it. */
export class Unbound extends pulumi.ComponentResource {
  /** Changes whenever what it runs or reads does. */
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: UnboundArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Unbound", name, {}, opts);
    const { plan, ssh, root } = args;
    const contents = unboundFiles(plan, root);
    const path = (file: string) => `${unboundFolder}/${file}`;
    const files = Object.entries(contents).map(
      ([file, content]) =>
        new RemoteFile(`${name}-${file}`, { target: ssh, path: path(file), content }, { parent: this }),
    );
    const container = nodeContainer(
      `${name}-container`,
      {
        ...unboundShape(plan),
        image: args.image,
        networksAdvanced: inMacvlan(args.network, plan.node.unboundAddress, plan.node.unboundAddress6),
        revision: shortDigest(...Object.values(contents)),
      },
      args,
      Object.keys(contents).map(path),
      { parent: this, dependsOn: files },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
