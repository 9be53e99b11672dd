import { agentCommand, lookFurther } from "../agent-command";
import { hostOf } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  readonly agent: string;
  readonly deadlineSeconds: number;
  readonly revision: string;
}

interface Outputs extends Inputs {
  readonly status: string;
}

const answers = "answers";

export const dnsCheck: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    return { changes: olds.revision !== news.revision || olds.status !== answers };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.agent}`, outs: await waitForAnswers(inputs) };
  },

  async read(id, props) {
    return { id, props: { ...props, status: await ask(props) } };
  },

  async update(_id, _olds, news) {
    return { outs: await waitForAnswers(news) };
  },

  async delete() {
    // A check leaves nothing behind.
  },
};

async function waitForAnswers(inputs: Inputs): Promise<Outputs> {
  const end = Date.now() + inputs.deadlineSeconds * 1000;
  for (;;) {
    const status = await ask(inputs);
    if (status === answers) return { ...inputs, status };
    if (Date.now() > end) throw new Error(failure(inputs, status));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function failure({ target, agent, deadlineSeconds }: Inputs, status: string): string {
  const { user, host } = target;
  return (
    `${host} does not answer as it should after ${deadlineSeconds} s: ${status}\n` +
    `${lookFurther(target, agent)}\n` +
    `         and: ssh ${user}@${host} docker ps -a --filter name=ha-dns\n` +
    `what somebody has removed there, this makes anew: pulumi up --refresh`
  );
}

interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Has the agent check its own node. Anything but a list of passed checks is the reason in words. */
async function ask(inputs: Inputs): Promise<string> {
  const host = await hostOf(inputs.target);
  const outcome = await agentCommand(host, inputs.agent, ["check", "--json"], 20_000);
  const checks = parseChecks(outcome.stdout);
  if (!checks) return `the agent's check exited with ${outcome.code}: ${outcome.stderr.trim().slice(-500)}`;
  const failed = checks.filter((check) => !check.ok);
  if (failed.length === 0 && outcome.code === 0) return answers;
  return failed.map((check) => `${check.check}: ${check.detail}`).join("; ");
}

function parseChecks(text: string): readonly Check[] | undefined {
  try {
    const checks = JSON.parse(text) as readonly Check[];
    return Array.isArray(checks) && checks.length > 0 ? checks : undefined;
  } catch {
    return undefined;
  }
}
