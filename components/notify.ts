import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import type { NotifySecretsFile } from "../runtime/contract/notify-config";
import { ownUser } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";
import { renderNotify, renderNotifySecrets } from "./render/notify-files";
import { notifyFile, notifySecretsFile } from "./render/node-paths";

export interface NotifyArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly secrets: pulumi.Output<NotifySecretsFile>;
}

/** Where the node's alerts go. The agent takes a change up while it runs: nothing is drained, and nothing starts again. */
export class Notify extends pulumi.ComponentResource {
  constructor(name: string, { plan, ssh, secrets }: NotifyArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Notify", name, {}, opts);
    const file = (what: string, path: string, content: pulumi.Input<string>) =>
      new RemoteFile(
        `${name}-${what}`,
        { target: ssh, path, content, mode: "600", owner: ownUser },
        { parent: this },
      );
    file("channels", notifyFile, renderNotify(plan));
    file(
      "secrets",
      notifySecretsFile,
      secrets.apply((them) => renderNotifySecrets(plan, them)),
    );
    this.registerOutputs();
  }
}
