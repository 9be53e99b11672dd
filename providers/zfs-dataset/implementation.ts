import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { listDatasets, rawProperties } from "../zfs/zfs-list";
import type { PropertyName, PropertyValues } from "../zfs/properties";
import { actualState, equal, parseProperties, planSteps, wantedState, type State } from "./dataset-steps";

interface Inputs {
  readonly target: SshTarget;
  readonly name: string;
  readonly properties: PropertyValues;
}

interface Outputs extends Inputs {
  /** What the host has of `properties`, and whether it is mounted where it has to be. */
  readonly actual: State;
}

// Exit 0: a dataset may be mounted at $1 without hiding anything.
const isFree = `[ -e "$1" ] || exit 0
[ -d "$1" ] || exit 4
[ -z "$(ls -A "$1")" ] || exit 5`;

// Nothing here destroys: a dataset is never replaced, and what is taken out of config is the removal's to judge.
export const zfsDataset: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const moved = olds.name !== news.name || olds.target.host !== news.target.host;
    const changes = moved || dropped(olds, news).length > 0;
    return { changes: changes || !equal(wantedState(news.properties), olds.actual), replaces: [] };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.name}`, outs: await converge(inputs, []) };
  },

  async read(id, props) {
    const actual = await observe(await hostOfState(props.target), props);
    return actual ? { id, props: { ...props, actual } } : {};
  },

  async update(_id, olds, news) {
    return { outs: await converge(news, dropped(olds, news)) };
  },

  async delete() {},
};

const dropped = (olds: Inputs, news: Inputs): PropertyName[] =>
  (Object.keys(olds.properties) as PropertyName[]).filter((name) => news.properties[name] === undefined);

/** Makes the dataset where there is none; sets what differs of one that is there. Reads back what it did. */
async function converge(inputs: Inputs, back: readonly PropertyName[]): Promise<Outputs> {
  const { target, name, properties } = inputs;
  const host = await hostOf(target);
  const wanted = wantedState(properties);
  const before = await observe(host, inputs);
  if (!before) {
    await mayCreate(host, inputs);
    await mayMount(host, inputs);
    const options = Object.entries(properties).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    await host.must(["zfs", "create", ...options, name]);
  } else if (!equal(wanted, before) || back.length > 0) {
    if (before.mountpoint !== wanted.mountpoint) await mayMount(host, inputs);
    for (const step of planSteps(properties, before, back)) await host.must(["zfs", ...step, name]);
  }
  if ((await observe(host, inputs))?.mounted === "no") {
    await mayMount(host, inputs);
    await host.must(["zfs", "mount", name]);
  }
  const actual = await observe(host, inputs);
  if (!actual || !equal(wanted, actual))
    throw new Error(
      `${target.host}: ${name} was changed, but reads back differently: ${JSON.stringify(actual)}, ` +
        `expected ${JSON.stringify(wanted)}`,
    );
  return { ...inputs, actual };
}

/** Undefined if there is no such dataset. Throws if the name is a volume's, or ZFS does not answer. */
async function observe(host: SshHost, { target, name, properties }: Inputs): Promise<State | undefined> {
  if (!(await listDatasets(host, "zfs", [name]))) return undefined;
  const found = parseProperties(await rawProperties(host, name));
  const type = found.get("type")?.value;
  if (type !== "filesystem") throw new Error(`${target.host}: ${name} is a ${type}, expected a file system`);
  return actualState(wantedState(properties), found);
}

/** Below a copy of another node's data nothing is made: it would not be in that copy's snapshots. */
async function mayCreate(host: SshHost, { target, name }: Inputs): Promise<void> {
  const above = name.slice(0, name.lastIndexOf("/"));
  const { stdout } = await host.exec(["zfs", "get", "-H", "-o", "value", "readonly", above]);
  if (stdout.trim() !== "on") return;
  throw new Error(
    `${target.host}: ${name} is not made: ${above} is read-only here, as a copy of another node's data is. ` +
      `First run up on the node that has the data (ha-dns data status says which); from there it comes here with ` +
      `the next replication, and then run up here again. Nothing was changed there.`,
  );
}

async function mayMount(host: SshHost, { target, name, properties }: Inputs): Promise<void> {
  const { mountpoint } = properties;
  if (!mountpoint?.startsWith("/")) return;
  const { code, stderr } = await host.exec(["sh", "-c", isFree, "sh", mountpoint]);
  if (code === 0) return;
  const why = { 4: "is no folder", 5: "holds files, which a mounted dataset would hide" }[code];
  throw new Error(
    `${target.host}: ${name} is not mounted: ${mountpoint} ${why ?? `cannot be looked at: ${stderr.trim()}`}. ` +
      `Move away what is there, or give the dataset another mountpoint; nothing was changed there.`,
  );
}
