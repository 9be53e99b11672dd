import { dataFiles } from "../../runtime/contract/files";
import { awaitData } from "../drain/await-data";
import { mark, unmark } from "../drain/leave";
import type { Implementation } from "../implementation";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";

interface Inputs {
  readonly target: SshTarget;
}

const seconds = 75;

export const dataDeparture: Implementation<Inputs, Inputs> = {
  async diff(_id, olds, news) {
    const moves = olds.target.host !== news.target.host;
    return { changes: moves, replaces: moves ? ["target"] : [] };
  },

  async create(inputs) {
    await unmark(await hostOf(inputs.target), [dataFiles.leave]);
    return { id: `${inputs.target.host}:data-departure`, outs: inputs };
  },

  async read(id, props) {
    return { id, props };
  },

  async update(_id, _olds, news) {
    return { outs: news };
  },

  /** What stays is on the host, and named by what is deleted next: a warning, which the engine shows. */
  async delete(_id, { target }) {
    const host = await hostOfState(target);
    await mark(host, [dataFiles.leave]);
    const why = await awaitData(host, seconds);
    if (why !== "") process.stderr.write(`warning: the data was not handed over by ${target.host}: ${why}\n`);
  },
};
