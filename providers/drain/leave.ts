import { drainForced } from "../../runtime/contract/files";
import { agentCommand, nodeStatus, type NodeStatus } from "../agent-command";
import type { SshHost } from "../ssh/connection";

export interface Leave {
  readonly agent: string;
  /** The marks to set. */
  readonly marks: readonly string[];
  /** Leaves even if no peer could take over. */
  readonly force: boolean;
  /** Completes the refusal: how to go on all the same. */
  readonly how: string;
}

const waitSeconds = 15;

/**
 * Has a node hand the VIP over and stay away from it. Throws, and leaves the node serving as it was, where no peer
 * could take over or none did. A node without a running agent is only marked.
 */
export async function leave(host: SshHost, { agent, marks, force, how }: Leave): Promise<void> {
  const status = await nodeStatus(host, agent);
  if (status && isLast(status) && !force) throw new Error(refusal(status, how));
  const fresh = await unset(host, marks);
  await mark(host, marks, force ? drainForced : "");
  if (!status) return;
  const waited = await agentCommand(host, agent, ["wait", "drained", "--seconds", String(waitSeconds)]);
  if (waited.code === 0) return;
  await unmark(host, fresh);
  throw new Error(`${status.node} serves on, since it could not be drained: ${waited.stdout.trim()}\n${how}`);
}

/** Answers itself, while no peer could. */
const isLast = ({ ready, peers }: NodeStatus): boolean => ready && !peers.some((peer) => peer.ready);

function refusal({ node, peers }: NodeStatus, how: string): string {
  const reasons = peers.map(({ name, reason }) => `  ${name}: ${reason || "not ready"}`);
  return (
    `${node} is the last node that answers, and has not been touched. No peer could take over:\n` +
    `${reasons.join("\n")}\nBring one of them up first. ${how}`
  );
}

const script =
  'set -e; text=$1; shift; for file; do mkdir -p "$(dirname "$file")"; printf "%s\\n" "$text" > "$file"; done';

export const mark = (host: SshHost, marks: readonly string[], text = ""): Promise<string> =>
  host.must(["sh", "-c", script, "sh", text, ...marks]);

export const unmark = (host: SshHost, marks: readonly string[]): Promise<string> =>
  host.must(["rm", "-f", ...marks]);

/** Those of the marks that are not there. */
async function unset(host: SshHost, marks: readonly string[]): Promise<string[]> {
  const listed = await host.exec(["ls", ...marks]);
  return marks.filter((file) => !listed.stdout.split("\n").includes(file));
}
