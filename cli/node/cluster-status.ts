import { loadFiles, type FileNode } from "../../components/load-files";
import { answered, askAgentBySsh, isLeader, type PeerAnswer } from "../../components/peers/ask-agents";
import type { CallOf } from "../frame/command-type";

/** One node, as its own agent tells it. */
export interface NodeLine {
  readonly name: string;
  readonly host: string;
  readonly answer: PeerAnswer;
}

/** Resolves to 0 if one node leads, every node is ready, and nothing critical lasts; else to 1. */
export async function runStatus({
  values,
  root,
  print,
}: CallOf<{ readonly json: boolean }>): Promise<number> {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const lines = await askNodes(nodes);
  const { vip } = nodes[0]!.plan.cluster;
  if (values.json) print(`${JSON.stringify({ vip, healthy: isHealthy(lines), nodes: lines }, null, 2)}\n`);
  else print(statusText(vip, lines));
  return isHealthy(lines) ? 0 : 1;
}

/** Asks every node's agent, over ssh. Never rejects. */
export const askNodes = (nodes: readonly FileNode[]): Promise<readonly NodeLine[]> =>
  Promise.all(nodes.map(nodeLine));

const nodeLine = async ({ plan, ssh }: FileNode): Promise<NodeLine> => {
  const { own } = await askAgentBySsh(ssh);
  return { name: plan.node.name, host: plan.node.host, answer: own };
};

export function isHealthy(lines: readonly NodeLine[]): boolean {
  const answers = lines.flatMap(({ answer }) => (answered(answer) ? [answer] : []));
  const leaders = answers.filter(isLeader).length;
  const critical = answers.some(({ conditions }) =>
    conditions?.some(({ severity }) => severity === "critical"),
  );
  return leaders === 1 && !critical && answers.length === lines.length && answers.every(({ ready }) => ready);
}

/** Throws, with the status of each node, if the cluster is not healthy. `what`: "an upgrade", say. */
export function requireHealthy(vip: string, lines: readonly NodeLine[], what: string): void {
  if (isHealthy(lines)) return;
  throw new Error(`the cluster is not healthy; expected that before ${what}\n${statusText(vip, lines)}`);
}

export function statusText(vip: string, lines: readonly NodeLine[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const rows = lines.map(({ name, host, answer }) => `  ${name.padEnd(width)}  ${host}  ${inWords(answer)}`);
  const leader = lines.find(({ answer }) => isLeader(answer));
  const told = new Set(
    lines.flatMap(({ answer }) =>
      answered(answer)
        ? (answer.conditions ?? []).map(
            ({ severity, text, fix }) => `  ${severity}: ${text}\n    fix  ${fix}`,
          )
        : [],
    ),
  );
  return [
    leader ? `${vip} is answered by ${leader.name}.` : `${vip} is answered by no node.`,
    ...rows,
    ...told,
    "",
  ].join("\n");
}

function inWords(answer: PeerAnswer): string {
  if (!answered(answer)) return `does not answer: ${answer.trouble}`;
  const { role, state, reason, drainedBy } = answer;
  const why = [reason, drainedBy ? `drained by ${drainedBy}` : ""].filter(Boolean).join("; ");
  return `${role ?? "?"}, ${state}${why ? ` (${why})` : ""}`;
}
