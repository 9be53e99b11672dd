import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * A short digest that changes with a secret and tells nothing of it: keyed with the cluster's own secret, it
 * cannot be tried out against guesses, and so may stand in a container's label.
 */
export function secretRevision(
  key: pulumi.Output<string>,
  ...parts: readonly pulumi.Input<string>[]
): pulumi.Output<string> {
  const mac = pulumi
    .all([key, ...parts])
    .apply(([secret, ...texts]) =>
      createHmac("sha256", secret!).update(texts.join("\0")).digest("hex").slice(0, 16),
    );
  return pulumi.unsecret(mac);
}
