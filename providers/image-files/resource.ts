import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface ImageFilesArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** Id of an image that the host's engine has; another one's files are copied again. */
  readonly image: pulumi.Input<string>;
  /** Absolute path of the folder on the host that gets the files; another folder is another resource. */
  readonly folder: string;
  /** By a file's name in the folder, its absolute path in the image; a link is followed. Names without white space. */
  readonly files: Readonly<Record<string, string>>;
  /** A command that has to succeed in a folder with the new files before they replace the old ones; [] for none. */
  readonly check: readonly string[];
}

/**
 * Files that are copied out of an image onto its host, owned by root, mode 755. They replace the old ones when all
 * are complete. `refresh` sees one that is missing or changed; the next `up` copies them again. `delete` removes them.
 */
export class ImageFiles extends pulumi.dynamic.Resource {
  /** By name, SHA-256 in hex of what was copied. */
  declare readonly copied: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ImageFilesArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, copied: undefined, actual: undefined };
    super(dynamicProvider("image-files"), name, props, opts, "hadns", "ImageFiles");
  }
}
