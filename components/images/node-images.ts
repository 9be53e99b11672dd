import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { byDigest } from "../render/service-files";
import type { ImageSource, ImageSources } from "./image-names";

/** The images that a node runs, pulled by exact reference or built on the node from this repository. */
export class NodeImages extends pulumi.ComponentResource {
  readonly pod: pulumi.Output<string>;
  readonly pihole: pulumi.Output<string>;
  readonly unbound: pulumi.Output<string>;
  readonly runtime: pulumi.Output<string>;

  constructor(name: string, sources: ImageSources, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Images", name, {}, opts);
    const image = (what: string, { reference, context, basedOn = "" }: ImageSource) =>
      new docker.RemoteImage(
        `${name}-${what}`,
        {
          name: byDigest(reference),
          keepLocally: true,
          ...(context && {
            // Over ssh only the legacy builder finds the node's engine; it builds natively for the node's platform.
            build: {
              context: context.folder,
              useLegacyBuilder: true,
              networkMode: "host",
              // A base that the node has from an earlier build lacks the security updates since.
              pullParent: true,
              buildArgs: { BASED_ON: basedOn },
            },
            triggers: { context: context.digest, basedOn },
          }),
        },
        { parent: this },
      ).imageId;
    this.pod = image("pod", sources.pod);
    this.pihole = image("pihole", sources.pihole);
    this.unbound = image("unbound", sources.unbound);
    this.runtime = image("runtime", sources.runtime);
    this.registerOutputs();
  }
}
