import type { FileNode } from "../components/load-files";
import { answered, isLeader, type PeerAnswer } from "../components/peers/ask-agents";
import { askNodes } from "./node/cluster-status";

/** The node that leads. Rejects, with what each node says, if none does. */
export async function leaderOf(nodes: readonly FileNode[]): Promise<FileNode> {
  const lines = await askNodes(nodes);
  const leader = nodes[lines.findIndex(({ answer }) => isLeader(answer))];
  if (leader) return leader;
  const words = lines.map(({ name, answer }) => `${name}: ${whatOf(answer)}`);
  throw new Error(`no node leads: ${words.join("; ")}. Deploy the cluster first (\`up\`)`);
}

const whatOf = (answer: PeerAnswer): string =>
  answered(answer) ? [answer.state, answer.reason].filter(Boolean).join(", ") : answer.trouble;
