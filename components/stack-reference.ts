import * as pulumi from "@pulumi/pulumi";

/** The outputs of one of this project's stacks. `title` names the reading in what the engine prints. */
export const stackReference = (title: string, stack: string): pulumi.StackReference =>
  new pulumi.StackReference(title, { name: `organization/${pulumi.getProject()}/${stack}` });
