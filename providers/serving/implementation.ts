import { agentCommand, isDrainedByHand, lookFurther, nodeStatus } from "../agent-command";
import { mark, unmark } from "../drain/leave";
import type { Marks, Service } from "../drain/service";
import type { Implementation } from "../implementation";
import type { SshHost } from "../ssh/connection";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";

interface Inputs extends Service {
  readonly drain: number;
}

type State = "serving" | "maintenance" | "left drained by an update";

interface Outputs extends Inputs {
  readonly state: State;
}

/** A node that is new downloads and builds the leader's lists, which on a slow line takes minutes. */
const serveSeconds = 300;
const leaveSeconds = 5;

export const serving: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    return { changes: olds.drain !== news.drain || olds.state !== wanted(news) };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:serving`, outs: await converge(inputs) };
  },

  async read(id, props) {
    return { id, props: { ...props, state: await observe(await hostOfState(props.target), props.marks) } };
  },

  async update(_id, _olds, news) {
    return { outs: await converge(news) };
  },

  /** The first thing that a destroy does: the VIP leaves before anything is taken away, if it has somewhere to go. */
  async delete(_id, { target, agent, marks }) {
    const host = await hostOfState(target);
    await mark(host, [marks.update]);
    await agentCommand(host, agent, ["wait", "drained", "--seconds", String(leaveSeconds)]);
  },
};

const wanted = ({ maintenance }: Inputs): State => (maintenance ? "maintenance" : "serving");

async function converge(inputs: Inputs): Promise<Outputs> {
  const { target, agent, marks, maintenance } = inputs;
  const host = await hostOf(target);
  if (maintenance) await mark(host, [marks.maintenance]);
  await unmark(host, maintenance ? [marks.update] : Object.values(marks));
  if (!maintenance) await awaitServing(host, agent, target);
  return { ...inputs, state: wanted(inputs) };
}

async function awaitServing(host: SshHost, agent: string, target: SshTarget): Promise<void> {
  const args = ["wait", "serving", "--seconds", String(serveSeconds)];
  const status = await nodeStatus(host, agent);
  // Whoever drained it by hand has a reason, and ends it by hand.
  if (status && isDrainedByHand(status)) return;
  const waited = await agentCommand(host, agent, args, (serveSeconds + 30) * 1000);
  if (waited.code === 0) return;
  throw new Error(
    `${target.host} answers, and does not come back into service: ${(waited.stdout + waited.stderr).trim()}\n` +
      lookFurther(target, agent),
  );
}

async function observe(host: SshHost, marks: Marks): Promise<State> {
  const there = async (file: string) => (await host.exec(["test", "-e", file])).code === 0;
  if (await there(marks.update)) return "left drained by an update";
  return (await there(marks.maintenance)) ? "maintenance" : "serving";
}
