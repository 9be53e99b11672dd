import { saidCauses, type SaidDrain } from "../runtime/contract/drain-cause";
import { agentExec } from "../runtime/contract/names";
import type { SshHost, SshResult } from "./ssh/connection";
import type { SshTarget } from "./ssh/target";

/** What a deployment needs to know of a node, as its own agent tells it. */
export interface NodeStatus {
  readonly node: string;
  readonly ready: boolean;
  readonly state: string;
  readonly reason: string;
  readonly drain: string | null;
  readonly drainedBy: string | null;
  readonly drainCauses?: readonly string[];
  readonly peers: readonly { readonly name: string; readonly ready: boolean; readonly reason: string }[];
}

/** A person has drained it, whatever else has. */
export const isDrainedByHand = (status: SaidDrain): boolean => saidCauses(status).includes("hand");

/** Runs a command of the agent in its container. */
export const agentCommand = (
  host: SshHost,
  agent: string,
  args: readonly string[],
  timeoutMs = 30_000,
): Promise<SshResult> => host.exec([...agentExec(agent), ...args], { timeoutMs });

/** Whether there is a container of that name, and it runs. */
export async function isRunning(host: SshHost, container: string): Promise<boolean> {
  const { stdout } = await host.exec(["docker", "inspect", "--format", "{{.State.Running}}", container]);
  return stdout.trim() === "true";
}

/** Tells a person how to see what the agent says of its node. */
export const lookFurther = ({ user, host }: SshTarget, agent: string): string =>
  `look further: ssh ${user}@${host} ${agentExec(agent).join(" ")} status`;

/** The agent's account of its node; undefined if none runs. Throws if one runs and does not answer. */
export async function nodeStatus(host: SshHost, agent: string): Promise<NodeStatus | undefined> {
  if (!(await isRunning(host, agent))) return undefined;
  const { code, stdout, stderr } = await agentCommand(host, agent, ["status", "--json"]);
  if (code !== 0)
    throw new Error(`${agent} runs, and does not answer: ${(stderr || stdout).trim().slice(-500)}`);
  return JSON.parse(stdout) as NodeStatus;
}
