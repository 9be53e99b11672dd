import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface RemoteFileArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** Absolute path on the host; another path is another file. */
  readonly path: string;
  /** The whole content; a secret stays one in the state. */
  readonly content: pulumi.Input<string>;
  /** `base64` where the content is that of bytes which are no text. */
  readonly encoding?: "base64";
  /** Octal permission bits, `644` by default. */
  readonly mode?: string;
  /** Number of the user and group that own it; root by default. */
  readonly owner?: number;
}

/**
 * A file on a host, written atomically. `refresh` sees a changed content, mode or owner and a removed file; the
 * next `up` fixes it. The state holds the content only as input, and of the host's file a digest.
 */
export class RemoteFile extends pulumi.dynamic.Resource {
  /** SHA-256 of what the host's file holds, in hex; a secret, since a short content could be guessed from it. */
  declare readonly sha256: pulumi.Output<string>;

  constructor(name: string, args: RemoteFileArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { mode: "644", ...args, sha256: undefined };
    super(
      dynamicProvider("remote-file"),
      name,
      props,
      { ...opts, additionalSecretOutputs: ["sha256"] },
      "hadns",
      "RemoteFile",
    );
  }
}
