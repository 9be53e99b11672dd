import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { ownUser } from "../runtime/contract/names";
import type { PublicNameValue } from "./config/public-name-keys";
import { publicNameFile, publicNameTokenFile } from "./render/node-paths";
import { renderPublicName } from "./render/public-name-files";

export interface PublicNameArgs {
  readonly value: PublicNameValue;
  readonly sources: readonly string[];
  readonly ssh: SshTarget;
  readonly token: pulumi.Output<string>;
}

/** The files by which the agent keeps the public name up to date. It loads a change while it runs. */
export class PublicName extends pulumi.ComponentResource {
  constructor(name: string, args: PublicNameArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:PublicName", name, {}, opts);
    const { value, sources, ssh, token } = args;
    const file = (what: string, path: string, content: pulumi.Input<string>) =>
      new RemoteFile(
        `${name}-${what}`,
        { target: ssh, path, content, mode: "600", owner: ownUser },
        { parent: this },
      );
    file("token", publicNameTokenFile, token);
    file("config", publicNameFile, renderPublicName(value, sources));
    this.registerOutputs();
  }
}
