import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const outputs = z.object({ vips: z.array(z.string()) });

/** What this stack's last update left in its outputs. */
export type Earlier = z.infer<typeof outputs>;

/** This stack's own outputs as its last update left them; undefined before the first. */
export async function earlierOutputs(): Promise<Earlier | undefined> {
  const name = `organization/${pulumi.getProject()}/${pulumi.getStack()}`;
  const reference = new pulumi.StackReference(`${pulumi.getStack()}, as it was`, { name });
  const { value } = await reference.getOutputDetails("vips");
  return outputs.safeParse({ vips: value }).data;
}
