import { containerOf, readContainerRecord } from "../container-record/container-record";
import { hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { fileFindings } from "./findings";
import { lookAtProcess } from "./look";

interface Inputs {
  readonly target: SshTarget;
  readonly container: string;
  readonly record: string;
}

interface Outputs extends Inputs {
  /** Why it is to be made again; [] if it runs what was deployed. */
  readonly findings: readonly string[];
  /** Counts how often it had to be made again. */
  readonly generation: number;
}

export const running: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const moved = olds.target.host !== news.target.host || olds.container !== news.container;
    const changes = moved || olds.record !== news.record || olds.findings.length > 0;
    return { changes, replaces: moved ? ["target"] : [] };
  },

  async create(inputs) {
    const id = `${inputs.target.host}:${inputs.container}:running`;
    return { id, outs: { ...inputs, findings: [], generation: 0 } };
  },

  async read(id, props) {
    return { id, props: { ...props, findings: await look(await hostOfState(props.target), props) } };
  },

  async update(_id, olds, news) {
    const generation = olds.generation + (olds.findings.length > 0 ? 1 : 0);
    return { outs: { ...news, findings: [], generation } };
  },

  async delete() {
    // It leaves nothing behind.
  },
};

async function look(host: SshHost, { container, record }: Inputs): Promise<string[]> {
  const [deployed, seen] = await Promise.all([
    readContainerRecord(host, record),
    containerOf(host, container),
  ]);
  // One that is gone is seen as that, and made again, by the container's own resource.
  if (!deployed || !seen) return [];
  if (seen.id !== deployed.id) return ["something else than the last deployment made this container"];
  return fileFindings(deployed.files, await lookAtProcess(host, seen.pid, Object.keys(deployed.files)));
}
