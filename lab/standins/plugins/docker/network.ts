import type Docker from "dockerode";
import type { NetworkInspectInfo } from "dockerode";
import type { Found, Resource } from "../common/resource";
import { stringMap, type Shape } from "../common/shape";
import { isObject, present, type Properties, type Value } from "../common/values";
import { unlessGone } from "./engine";
import { fromLabels, labelSet } from "./labels";

const ipam: Shape = {
  list: { fields: { auxAddress: stringMap, gateway: "string", ipRange: "string", subnet: "string" } },
  unordered: true,
};
const flag = { shape: "boolean", replaces: true, computed: true } as const;

interface IpamConfig {
  readonly auxAddress?: Record<string, string>;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly subnet?: string;
}

/** `docker.Network`: nothing of it changes in place. */
export const network = (engine: () => Docker): Resource => ({
  properties: {
    name: { shape: "string", replaces: true, autoname: true },
    attachable: flag,
    driver: { shape: "string", replaces: true, computed: true },
    ingress: flag,
    internal: flag,
    ipamConfigs: { shape: ipam, replaces: true, computed: true },
    ipamDriver: { shape: "string", replaces: true, default: "default" },
    ipamOptions: { shape: stringMap, replaces: true },
    ipv6: { shape: "boolean", replaces: true },
    labels: { shape: labelSet, replaces: true },
    options: { shape: stringMap, replaces: true, computed: true },
  },
  outputs: ["scope"],
  create: async (_name, inputs) => {
    const made = await engine().createNetwork(createOptions(inputs));
    const found = await read(engine(), made.id, inputs, inputs);
    if (!found) throw new Error(`the network ${String(inputs.name)} was made, and is not there`);
    return found;
  },
  read: (id, state, inputs) => read(engine(), id, state, inputs),
  update: async (_id, olds, news) => ({ ...olds, ...news }),
  delete: async (id) => {
    await unlessGone(engine().getNetwork(id).remove());
  },
});

/** What the engine's API is asked for. */
export function createOptions(inputs: Properties): Docker.NetworkCreateOptions {
  const configs = (inputs.ipamConfigs ?? []) as unknown as IpamConfig[];
  return {
    Name: String(inputs.name),
    CheckDuplicate: true,
    Driver: String(inputs.driver ?? "bridge"),
    Attachable: inputs.attachable === true,
    Ingress: inputs.ingress === true,
    Internal: inputs.internal === true,
    EnableIPv6: inputs.ipv6 === true,
    Labels: fromLabels(inputs.labels),
    Options: (inputs.options ?? {}) as Record<string, string>,
    IPAM: {
      Driver: String(inputs.ipamDriver ?? "default"),
      Options: (inputs.ipamOptions ?? {}) as Record<string, string>,
      Config: configs.map((config) => toEngine(config) as Record<string, string>),
    },
  };
}

const toEngine = (config: IpamConfig): Properties =>
  present({
    Subnet: config.subnet,
    Gateway: config.gateway,
    IPRange: config.ipRange,
    AuxiliaryAddresses: config.auxAddress,
  });

const fromEngine = (config: Record<string, unknown>): Properties =>
  present({
    subnet: config.Subnet as string | undefined,
    gateway: config.Gateway as string | undefined,
    ipRange: config.IPRange as string | undefined,
    auxAddress: config.AuxiliaryAddresses as Record<string, string> | undefined,
  });

/** Only what was asked for is compared: the engine adds options of its own, and a gateway where none is named. */
function asGiven(given: Value, seen: Value): Value {
  if (Array.isArray(given) && Array.isArray(seen)) {
    return seen.map((item) => {
      const match = given.find((one) => isObject(one) && isObject(item) && one.subnet === item.subnet);
      return match === undefined ? item : asGiven(match, item);
    });
  }
  if (isObject(given) && isObject(seen)) {
    return Object.fromEntries(Object.entries(seen).filter(([key]) => key in given));
  }
  return seen;
}

async function read(
  engine: Docker,
  id: string,
  state: Properties,
  inputs: Properties,
): Promise<Found | undefined> {
  const info = (await unlessGone(engine.getNetwork(id).inspect())) as NetworkInspectInfo | undefined;
  if (!info) return undefined;
  const seen = present({
    name: info.Name,
    driver: info.Driver,
    internal: info.Internal,
    attachable: info.Attachable,
    ingress: info.Ingress,
    options: (info.Options ?? {}) as Record<string, string>,
    ipamConfigs: (info.IPAM?.Config ?? []).map((config) => fromEngine(config as Record<string, unknown>)),
  });
  const given = Object.entries(seen)
    .filter(([key]) => inputs[key] !== undefined)
    .map(([key, value]): [string, Value] => [key, asGiven(inputs[key]!, value)]);
  return {
    id: info.Id,
    state: { ...state, ...seen, ...Object.fromEntries(given), scope: info.Scope },
    inputs: { ...inputs, ...Object.fromEntries(given) },
  };
}
