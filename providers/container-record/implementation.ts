import { hostOf, hostOfState } from "../ssh/pool";
import { putFile } from "../ssh/put-file";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { readDigests } from "../running/look";
import { containerOf, readContainerRecord, type Deployed } from "./container-record";

interface Inputs {
  readonly target: SshTarget;
  readonly file: string;
  readonly container: string;
  readonly containerId: string;
  readonly reads: readonly string[];
}

interface Outputs extends Inputs {
  /** The container that the host's record is of. */
  readonly recordedId: string;
}

export const containerRecord: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.file === news.file ? [] : ["file"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    const same =
      olds.container === news.container &&
      olds.containerId === news.containerId &&
      olds.reads.join("\n") === news.reads.join("\n");
    const changes = replaces.length > 0 || !same || olds.recordedId !== news.containerId;
    return { changes, replaces };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.file}`, outs: await record(inputs) };
  },

  async read(id, props) {
    const there = await readContainerRecord(await hostOfState(props.target), props.file);
    return there ? { id, props: { ...props, recordedId: there.id } } : {};
  },

  async update(_id, _olds, news) {
    return { outs: await record(news) };
  },

  async delete(_id, { target, file }) {
    await (await hostOfState(target)).must(["rm", "-f", file]);
  },
};

async function record(inputs: Inputs): Promise<Outputs> {
  const { target, file, container, containerId, reads } = inputs;
  const host = await hostOf(target);
  const found = await containerOf(host, container);
  if (found?.id !== containerId)
    throw new Error(
      `${target.host}: ${container} is ${found ? "not the container that was just deployed" : "gone"}: something ` +
        "else makes or removes containers on this host, such as an auto-updater. Stop it, then run `pulumi up` again.",
    );
  const text: Deployed = { id: containerId, files: await readDigests(host, reads) };
  const content = Buffer.from(`${JSON.stringify(text)}\n`);
  // Only root may read it: a digest of a short secret tells the secret.
  await putFile(host, { path: file, mode: "600", owner: "root:root", content });
  return { ...inputs, recordedId: containerId };
}
