import { containerOf, readContainerRecord } from "../container-record/container-record";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  /** The node's containers, the pod before those that join it. */
  readonly containers: readonly { readonly name: string; readonly record: string }[];
  readonly generations: readonly number[];
}

export const containerNames: Implementation<Inputs, Inputs> = {
  async diff(_id, olds, news) {
    const moved = olds.target.host !== news.target.host;
    const same =
      JSON.stringify(olds.generations) === JSON.stringify(news.generations) &&
      JSON.stringify(olds.containers) === JSON.stringify(news.containers);
    return { changes: moved || !same, replaces: moved ? ["target"] : [] };
  },

  async create(inputs) {
    await clear(inputs);
    return { id: `${inputs.target.host}:container-names`, outs: inputs };
  },

  async read(id, props) {
    return { id, props };
  },

  async update(_id, _olds, news) {
    await clear(news);
    return { outs: news };
  },

  /** The deployed containers are gone by now: what still has one of their names was made by something else. */
  async delete(_id, { target, containers }) {
    const host = await hostOfState(target);
    for (const { name } of [...containers].reverse())
      if (await containerOf(host, name)) await remove(host, name);
  },
};

/** Removes each container that has one of the names, and is not the one that was deployed under it. */
async function clear({ target, containers }: Inputs): Promise<void> {
  const host = await hostOf(target);
  // Members go before the pod whose network they share.
  for (const { name, record } of [...containers].reverse()) {
    const deployed = await readContainerRecord(host, record);
    const seen = await containerOf(host, name);
    if (deployed && seen && seen.id !== deployed.id) await remove(host, name);
  }
}

async function remove(host: SshHost, name: string): Promise<void> {
  await host.exec(["docker", "stop", "--time", "10", name]);
  await host.must(["docker", "rm", "--force", "--volumes", name]);
}
