import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { files, sharedFolder } from "../runtime/contract/files";
import { nodeContainer, type ContainerPlace, type ContainerShape } from "./container";
import { shortDigest } from "./short-digest";
import { hardened } from "./hardened";
import { secretRevision } from "./secret-revision";
import type { ClusterSecrets } from "./cluster-secrets";
import { renderKeepalived, renderKeepalivedAuth } from "./render/keepalived-conf";
import { renderNftables } from "./render/nftables";
import { keepalivedAuthFile, keepalivedAuthMount, onHost, podFolder, runFolder } from "./render/node-paths";
import { lines } from "./render/text";
import { rightsOf } from "./rights";
import { hasPassword, type NodePlan } from "./config/plan";

export interface KeepalivedArgs extends ContainerPlace {
  readonly plan: NodePlan;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  readonly secrets: ClusterSecrets;
}

/** The files in the pod's folder that keepalived's container reads, by their path in it. */
export const keepalivedFiles = (plan: NodePlan): Readonly<Record<string, string>> => ({
  [files.keepalivedConfig]: renderKeepalived(plan),
  [files.nftables]: renderNftables(plan),
  [files.vips]: lines(plan.vips, plan.vips6),
  ...(plan.cluster.announceDns ? { [files.announceDns]: lines(plan.cluster.vip6) } : {}),
});

export const keepalivedShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(rightsOf(plan).keepalived),
  command: ["keepalived"],
  volumes: [
    { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
    { hostPath: sharedFolder, containerPath: runFolder },
    ...(hasPassword(plan)
      ? [{ hostPath: keepalivedAuthFile, containerPath: keepalivedAuthMount, readOnly: true }]
      : []),
  ],
});

/** keepalived in the pod: it holds the VIP where Pi-hole listens. */
export class Keepalived extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: KeepalivedArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Keepalived", name, {}, opts);
    const { plan, ssh, secrets } = args;
    const contents = keepalivedFiles(plan);
    const configs = Object.entries(contents).map(
      ([file, content]) =>
        new RemoteFile(
          `${name}-${file.split("/").pop()}`,
          { target: ssh, path: onHost(file), content },
          { parent: this },
        ),
    );
    const auth = hasPassword(plan) ? secrets.vrrpPassword.apply(renderKeepalivedAuth) : undefined;
    if (auth)
      configs.push(
        new RemoteFile(
          `${name}-auth`,
          { target: ssh, path: keepalivedAuthFile, content: auth, mode: "600" },
          { parent: this },
        ),
      );
    const container = nodeContainer(
      `${name}-container`,
      {
        ...keepalivedShape(plan),
        image: args.image,
        networkMode: args.networkMode,
        revision: secretRevision(secrets.clusterSecret, shortDigest(...Object.values(contents)), auth ?? ""),
      },
      args,
      [...Object.keys(contents).map(onHost), ...(auth ? [keepalivedAuthFile] : [])],
      { parent: this, dependsOn: configs },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
