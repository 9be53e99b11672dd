import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { stackReference } from "./stack-reference";

const outputs = z.object({ vips: z.array(z.string()) });

/** What this stack's last update left in its outputs. */
export type Earlier = z.infer<typeof outputs>;

/** This stack's own outputs as its last update left them; undefined before the first. */
export async function earlierOutputs(): Promise<Earlier | undefined> {
  const stack = pulumi.getStack();
  const { value } = await stackReference(`${stack}, as it was`, stack).getOutputDetails("vips");
  return outputs.safeParse({ vips: value }).data;
}
