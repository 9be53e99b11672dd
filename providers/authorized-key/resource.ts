import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface AuthorizedKeyArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The comment at the end of the line, one word, by which it is found again; another marker is another line. */
  readonly marker: string;
  /** The whole line, marker included. */
  readonly line: pulumi.Input<string>;
}

/**
 * One line of root's authorized_keys on a host, written atomically; all other lines stay as they are. `refresh` sees a
 * line that was changed or removed by hand; the next `up` fixes it.
 */
export class AuthorizedKey extends pulumi.dynamic.Resource {
  constructor(name: string, args: AuthorizedKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      dynamicProvider("authorized-key"),
      name,
      { ...args, actual: undefined },
      opts,
      "hadns",
      "AuthorizedKey",
    );
  }
}
