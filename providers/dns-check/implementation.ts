import { agentCommand, lookFurther } from "../agent-command";
import { hostOf } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { dnsAnswers, inOneLine, waitForAnswers, type AgentCheck, type AgentChecks } from "./check-patience";

interface Inputs {
  readonly target: SshTarget;
  readonly agent: string;
  readonly deadlineSeconds: number;
  readonly revision: string;
}

interface Outputs extends Inputs {
  readonly status: string;
}

export const dnsCheck: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    return { changes: olds.revision !== news.revision || olds.status !== dnsAnswers };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.agent}`, outs: await converge(inputs) };
  },

  async read(id, props) {
    return { id, props: { ...props, status: inOneLine(await look(props)) } };
  },

  async update(_id, _olds, news) {
    return { outs: await converge(news) };
  },

  async delete() {
    // A check leaves nothing behind.
  },
};

async function converge(inputs: Inputs): Promise<Outputs> {
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const { status, seconds } = await waitForAnswers(() => look(inputs), inputs.deadlineSeconds, {
    now: () => performance.now(),
    sleep,
  });
  if (status !== dnsAnswers) throw new Error(failure(inputs, status, seconds));
  return { ...inputs, status };
}

function failure({ target, agent }: Inputs, status: string, seconds: number): string {
  const { user, host } = target;
  return (
    `${host} does not answer as it should after ${seconds} s: ${status}\n` +
    `${lookFurther(target, agent)}\n` +
    `         and: ssh ${user}@${host} docker ps -a --filter name=ha-dns\n` +
    `what somebody has removed there, this makes anew: pulumi up --refresh`
  );
}

/** Has the agent check its own node. */
async function look({ target, agent }: Inputs): Promise<AgentChecks> {
  const host = await hostOf(target);
  const outcome = await agentCommand(host, agent, ["check", "--json"], 20_000);
  const checks = parseChecks(outcome.stdout);
  return (
    checks ?? {
      trouble: `the agent's check exited with ${outcome.code}: ${outcome.stderr.trim().slice(-500)}`,
    }
  );
}

function parseChecks(text: string): readonly AgentCheck[] | undefined {
  try {
    const checks = JSON.parse(text) as readonly AgentCheck[];
    return Array.isArray(checks) && checks.length > 0 ? checks : undefined;
  } catch {
    return undefined;
  }
}
