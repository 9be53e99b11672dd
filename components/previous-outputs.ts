import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { NodePlan } from "./config/plan";
import { stackReference } from "./stack-reference";

const outputs = z.object({
  vips: z.array(z.string()),
  /** The same for IPv6; undefined if it never had it. */
  vips6: z.array(z.string()).optional(),
  /** The datasets that the stack had; undefined if it never had one. */
  datasets: z.array(z.string()).optional(),
  /** What the host was checked for (see preflight/host-check.ts); undefined before there was a check. */
  preflight: z.string().optional(),
  /** The signed zone and the key that signed it; undefined if there was none. */
  localZone: z.object({ zone: z.string(), key: z.number() }).optional(),
});

/** What this stack's last update left in its outputs. */
export type PreviousOutputs = z.infer<typeof outputs>;

/** This stack's own outputs as its last update left them; undefined before the first. */
export async function previousOutputs(): Promise<PreviousOutputs | undefined> {
  const stack = pulumi.getStack();
  const reference = stackReference(`${stack}, as it was`, stack);
  const [vips, vips6, datasets, preflight, localZone] = await Promise.all([
    reference.getOutputDetails("vips"),
    reference.getOutputDetails("vips6"),
    reference.getOutputDetails("datasets"),
    reference.getOutputDetails("preflight"),
    reference.getOutputDetails("localZone"),
  ]);
  return outputs.safeParse({
    vips: vips.value,
    vips6: vips6.value ?? undefined,
    datasets: datasets.value ?? undefined,
    preflight: preflight.value ?? undefined,
    localZone: localZone.value ?? undefined,
  }).data;
}

/** Whether the node has datasets, or had: what becomes of the last one that leaves the config has to be judged too. */
export const hasStorage = ({ cluster }: NodePlan, earlier: PreviousOutputs | undefined): boolean =>
  cluster.datasets.length > 0 || earlier?.datasets !== undefined;
