import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { files } from "../runtime/contract/files";
import { containers } from "../runtime/contract/names";
import { digest, nodeContainer } from "./container";
import { secretRevision } from "./secret-revision";
import type { ClusterSecrets } from "./cluster-secrets";
import { renderKeepalived, renderKeepalivedAuth } from "./render/keepalived";
import { renderNftables } from "./render/nftables";
import { keepalivedAuthFile, keepalivedAuthMount, podFolder, runFolder } from "./render/paths";
import type { NodePlan } from "./spec/plan";

export interface KeepalivedArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  readonly secrets: ClusterSecrets;
}

/** keepalived in the pod: it holds the VIP where Pi-hole listens. */
export class Keepalived extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: KeepalivedArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Keepalived", name, {}, opts);
    const { plan, ssh, secrets } = args;
    const contents = {
      [files.keepalivedConfig]: renderKeepalived(plan),
      [files.nftables]: renderNftables(plan),
    };
    const configs = Object.entries(contents).map(
      ([file, content]) =>
        new RemoteFile(
          `${name}-${file.split("/").pop()}`,
          { target: ssh, path: file.replace("/etc/ha-dns", podFolder), content },
          { parent: this },
        ),
    );
    // Only version 2 of the protocol has a password.
    const auth =
      plan.cluster.vrrpVersion === 2 ? secrets.vrrpPassword.apply(renderKeepalivedAuth) : undefined;
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
        name: containers.keepalived,
        image: args.image,
        command: ["keepalived"],
        networkMode: args.networkMode,
        capabilities: { adds: ["CAP_NET_ADMIN", "CAP_NET_BROADCAST", "CAP_NET_RAW", "CAP_SYS_NICE"] },
        // A killed keepalived leaves a pid file that would keep the next one from starting.
        tmpfs: { "/run": "" },
        volumes: [
          { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
          { hostPath: runFolder, containerPath: runFolder },
          ...(auth
            ? [{ hostPath: keepalivedAuthFile, containerPath: keepalivedAuthMount, readOnly: true }]
            : []),
        ],
        revision: secretRevision(secrets.clusterSecret, digest(...Object.values(contents)), auth ?? ""),
      },
      { parent: this, dependsOn: configs },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
