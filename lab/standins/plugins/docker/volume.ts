import type Docker from "dockerode";
import type { Found, Resource } from "../common/resource";
import { stringMap } from "../common/shape";
import type { Properties } from "../common/values";
import { unlessGone } from "./engine";
import { fromLabels, labelSet } from "./labels";

/** `docker.Volume`: its id is its name. */
export const volume = (engine: () => Docker): Resource => ({
  properties: {
    name: { shape: "string", replaces: true, autoname: true },
    driver: { shape: "string", replaces: true, computed: true },
    driverOpts: { shape: stringMap, replaces: true },
    labels: { shape: labelSet, replaces: true },
  },
  outputs: ["mountpoint"],
  create: async (_name, inputs) => {
    const name = String(inputs.name);
    await engine().createVolume({
      Name: name,
      Driver: String(inputs.driver ?? "local"),
      DriverOpts: (inputs.driverOpts ?? {}) as Record<string, string>,
      Labels: fromLabels(inputs.labels),
    });
    const found = await read(engine(), name, inputs, inputs);
    if (!found) throw new Error(`the volume ${name} was made, and is not there`);
    return found;
  },
  read: (id, state, inputs) => read(engine(), id, state, inputs),
  update: async (_id, olds, news) => ({ ...olds, ...news }),
  delete: async (id) => {
    await unlessGone(engine().getVolume(id).remove());
  },
});

async function read(
  engine: Docker,
  id: string,
  state: Properties,
  inputs: Properties,
): Promise<Found | undefined> {
  const info = await unlessGone(engine.getVolume(id).inspect());
  if (!info) return undefined;
  const { Driver, Mountpoint } = info;
  const seen = { name: id, driver: Driver };
  return {
    id,
    state: { ...state, ...seen, mountpoint: Mountpoint },
    inputs: { ...inputs, name: id, ...(inputs.driver === undefined ? {} : { driver: Driver }) },
  };
}
