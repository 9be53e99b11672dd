import * as pulumi from "@pulumi/pulumi";
import { sshTarget } from "../config/ssh-access";
import type { NodePlan } from "../config/plan";
import { answered, askAgentBySsh, type AgentAnswer } from "./ask-agents";
import { peerWarnings, type AskedNode, type Planned } from "./peer-warnings";

/** What the agents of this node and of its peers say. */
export interface AskedCluster {
  readonly own: AskedNode;
  readonly peers: readonly AskedNode[];
}

/**
 * Asks this node's agent over ssh, which knows its peers. A node that is new, or whose agent does not answer, knows
 * nobody: then each peer's own agent is asked in the same way.
 */
export async function askCluster(
  { cluster, node, peers }: NodePlan,
  root: string,
  ask: typeof askAgentBySsh = askAgentBySsh,
): Promise<AskedCluster> {
  const own = await ask(sshTarget(root, cluster, node));
  const known = answered(own.own)
    ? peers.map(({ name }) => own.peers.get(name) ?? unknown)
    : (await Promise.all(peers.map((peer) => ask(sshTarget(root, cluster, peer))))).map(ofItself);
  return {
    own: { name: node.name, podAddress: node.podAddress, answer: own.own },
    peers: peers.map(({ name, podAddress }, i) => ({ name, podAddress, answer: known[i]! })),
  };
}

const ofItself = ({ own }: AgentAnswer) => own;
const unknown = { trouble: "this node's agent does not know it yet" };

/** Warns of what speaks against taking the node down now. */
export async function warnOfPeers({ own, peers }: AskedCluster, planned: Planned): Promise<void> {
  for (const warning of peerWarnings(own, peers, planned)) await pulumi.log.warn(warning);
}
