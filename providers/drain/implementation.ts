import { hostOf, hostOfState } from "../ssh/pool";
import type { Implementation } from "../implementation";
import { awaitData } from "./await-data";
import { leave, unmark } from "./leave";
import type { Service } from "./service";

interface Inputs extends Service {
  readonly revision: string;
  readonly force: string;
}

interface Outputs extends Inputs {
  /** Changes with each drain, so that what ends the drain runs after each of them. */
  readonly count: number;
  /** The last word by which a drain was forced; it does not count again. */
  readonly forceUsed: string;
}

export const drainImplementation: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const forgets = olds.forceUsed !== "" && news.force === "";
    return {
      changes: olds.revision !== news.revision || olds.maintenance !== news.maintenance || forgets,
    };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:drain`, outs: await apply(inputs, true, 0, "") };
  },

  async read(id, props) {
    return { id, props };
  },

  async update(_id, olds, news) {
    return { outs: await apply(news, olds.revision !== news.revision, olds.count, olds.forceUsed) };
  },

  async delete(_id, props) {
    await unmark(await hostOfState(props.target), Object.values(props.marks));
  },
};

async function apply(inputs: Inputs, changes: boolean, count: number, forceUsed: string): Promise<Outputs> {
  const { target, agent, marks, maintenance, force } = inputs;
  const wanted = [...(changes ? [marks.update] : []), ...(maintenance ? [marks.maintenance] : [])];
  if (wanted.length === 0) return { ...inputs, count, forceUsed: force === "" ? "" : forceUsed };
  const used = force !== "" && force === forceUsed ? ` ("${force}" has been used)` : "";
  await leave(await hostOf(target), {
    agent,
    marks: wanted,
    force: force !== "" && force !== forceUsed,
    how: `To go without DNS meanwhile: pulumi config set force WORD, where each word counts once${used}.`,
  });
  if (maintenance) await leaveData(inputs);
  return { ...inputs, count: count + 1, forceUsed: force };
}

/** DNS has left already, and data that stays is no reason to serve on: a warning, which the engine shows. */
async function leaveData({ target }: Inputs): Promise<void> {
  const why = await awaitData(await hostOf(target));
  if (why !== "") process.stderr.write(`warning: the data stays on ${target.host}: ${why}\n`);
}
