import type { FileNode } from "../components/load-files";
import { answered, askAgentBySsh, isLeader, type AgentAnswer } from "../components/peers/ask-agents";

/** The node that leads. Rejects, with what each node says, if none does. */
export async function leaderOf(nodes: readonly FileNode[]): Promise<FileNode> {
  const answers = await Promise.all(nodes.map(({ ssh }) => askAgentBySsh(ssh)));
  const at = answers.findIndex(({ own }) => isLeader(own));
  if (nodes[at]) return nodes[at];
  const words = nodes.map(({ plan }, i) => `${plan.node.name}: ${whatOf(answers[i]!)}`);
  throw new Error(`no node leads: ${words.join("; ")}. Deploy the cluster first (\`up\`)`);
}

const whatOf = ({ own }: AgentAnswer): string =>
  answered(own) ? [own.state, own.reason].filter(Boolean).join(", ") : own.trouble;
