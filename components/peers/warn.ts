import * as pulumi from "@pulumi/pulumi";
import type { NodePlan } from "../spec/plan";
import { askAgent } from "./ask";
import { peerWarnings, type Asked, type Planned } from "./warnings";

/** Asks this node's agent and its peers', all at once, and warns of what speaks against taking the node down now. */
export async function warnOfPeers({ node, peers }: NodePlan, planned: Planned): Promise<void> {
  const ask = async ({ name, podAddress }: Omit<Asked, "answer">): Promise<Asked> => ({
    name,
    podAddress,
    answer: await askAgent(podAddress),
  });
  const [own, ...others] = await Promise.all([node, ...peers].map(ask));
  for (const warning of peerWarnings(own!, others, planned)) await pulumi.log.warn(warning);
}
