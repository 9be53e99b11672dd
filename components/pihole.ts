import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { files } from "../runtime/contract/files";
import { ownUser } from "../runtime/contract/names";
import { nodeContainer, type ContainerPlace, type ContainerShape } from "./container";
import { hardened } from "./hardened";
import { rightsOf } from "./rights";
import { secretRevision } from "./secret-revision";
import type { ClusterSecrets } from "./cluster-secrets";
import { dnsmasqFolder, piholeFolder, piholePasswordFile } from "./render/node-paths";
import { piholeEnvironment } from "./render/pihole-environment";
import { baseFile, dnsmasqBase, renderDnsmasq } from "./render/pihole-dnsmasq";
import type { NodePlan } from "./config/plan";

export interface PiholeArgs extends ContainerPlace {
  readonly plan: NodePlan;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  readonly secrets: ClusterSecrets;
}

export const piholeShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(rightsOf(plan).pihole),
  envs: piholeEnvironment(plan),
  volumes: [
    { hostPath: piholeFolder, containerPath: "/etc/pihole" },
    { hostPath: dnsmasqFolder, containerPath: "/etc/dnsmasq.d", readOnly: true },
    { hostPath: piholePasswordFile, containerPath: "/run/secrets/pihole-password", readOnly: true },
    ...(plan.cluster.dhcp === "off"
      ? []
      : [{ hostPath: files.leases, containerPath: files.leases, readOnly: true }]),
  ],
});

/** Pi-hole in the pod: DNS on port 53 of the pod's address and of the VIP. Its data outlives the container. */
export class Pihole extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: PiholeArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Pihole", name, {}, opts);
    const password = new RemoteFile(
      `${name}-password`,
      {
        target: args.ssh,
        path: piholePasswordFile,
        content: args.secrets.piholePassword,
        mode: "600",
        owner: ownUser,
      },
      { parent: this },
    );
    const dnsmasq = Object.entries(renderDnsmasq(args.plan)).map(
      ([file, content]) =>
        new RemoteFile(
          `${name}-${file}`,
          { target: args.ssh, path: `${dnsmasqFolder}/${file}`, content },
          { parent: this },
        ),
    );
    const container = nodeContainer(
      `${name}-container`,
      {
        ...piholeShape(args.plan),
        image: args.image,
        networkMode: args.networkMode,
        // dnsmasqLines are not among it: the agents take a change of them up, one node after the other.
        revision: secretRevision(args.secrets.clusterSecret, args.secrets.piholePassword, dnsmasqBase),
      },
      args,
      [piholePasswordFile, `${dnsmasqFolder}/${baseFile}`],
      { parent: this, dependsOn: [password, ...dnsmasq] },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
