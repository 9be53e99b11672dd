import * as pulumi from "@pulumi/pulumi";
import type { NodePlan } from "../config/plan";
import { askAgent } from "./ask";
import { peerWarnings, type Asked, type Planned } from "./warnings";

/** What the agents of this node and of its peers say. */
export interface AskedCluster {
  readonly own: Asked;
  readonly peers: readonly Asked[];
}

/** Asks this node's agent and its peers', all at once. */
export async function askCluster({ node, peers }: NodePlan): Promise<AskedCluster> {
  const ask = async ({ name, podAddress }: Omit<Asked, "answer">): Promise<Asked> => ({
    name,
    podAddress,
    answer: await askAgent(podAddress),
  });
  const [own, ...others] = await Promise.all([node, ...peers].map(ask));
  return { own: own!, peers: others };
}

/** Warns of what speaks against taking the node down now. */
export async function warnOfPeers({ own, peers }: AskedCluster, planned: Planned): Promise<void> {
  for (const warning of peerWarnings(own, peers, planned)) await pulumi.log.warn(warning);
}
