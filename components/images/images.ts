import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { runtimeContext, unboundContext, type BuildContext } from "./contexts";
import type { NodePlan } from "../spec/plan";

export interface ImagesArgs {
  readonly plan: NodePlan;
  /** The checkout: images that are built come from it. */
  readonly root: string;
}

/** The images that a node runs, pulled by exact reference or built on the node from this repository. */
export class Images extends pulumi.ComponentResource {
  readonly pod: pulumi.Output<string>;
  readonly pihole: pulumi.Output<string>;
  readonly unbound: pulumi.Output<string>;
  readonly runtime: pulumi.Output<string>;

  constructor(name: string, args: ImagesArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Images", name, {}, opts);
    const { cluster } = args.plan;
    const pull = (what: string, reference: string) =>
      new docker.RemoteImage(`${name}-${what}`, { name: reference, keepLocally: true }, { parent: this });
    const build = (what: string, context: BuildContext) =>
      new docker.RemoteImage(
        `${name}-${what}`,
        {
          name: `ha-dns/${what}:${context.digest}`,
          keepLocally: true,
          // Over ssh only the legacy builder finds the node's engine; it builds natively for the node's platform.
          build: { context: context.folder, useLegacyBuilder: true, networkMode: "host" },
          triggers: { context: context.digest },
        },
        { parent: this },
      );
    const either = (what: string, reference: string, context: (root: string) => BuildContext) =>
      reference === "build" ? build(what, context(args.root)) : pull(what, reference);
    this.pod = pull("pod", cluster.podImage).imageId;
    this.pihole = pull("pihole", cluster.piholeImage).imageId;
    this.unbound = either("unbound", cluster.unboundImage, unboundContext).imageId;
    this.runtime = either("runtime", cluster.runtimeImage, runtimeContext).imageId;
    this.registerOutputs();
  }
}
