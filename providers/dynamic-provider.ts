import type { dynamic } from "@pulumi/pulumi";
import type { Implementation } from "./implementation";

/** The implementations that `implementations.ts` offers, by name. */
export type ImplementationName =
  | "remote-file"
  | "image-files"
  | "host-script"
  | "systemd-unit"
  | "dns-check"
  | "resolver-reload"
  | "drain"
  | "serving"
  | "zfs-dataset"
  | "zfs-pool"
  | "zfs-removal"
  | "authorized-key"
  | "data-departure"
  | "running"
  | "container-record"
  | "container-names"
  | "page-certificate";

const load = (name: ImplementationName) =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(`${process.cwd()}/providers/load.js`)(name) as Implementation<unknown, unknown>;

const providers = new Map<ImplementationName, dynamic.ResourceProvider>();

/**
 * A dynamic provider whose methods load their code when they are called. Pulumi serialises a provider's methods
 * into the state and runs those later, `delete` even much later: thin ones keep the state small, and the code that
 * runs is the code that is here. One for all resources of a kind, because Pulumi serialises each provider that it has
 * not seen yet, and that takes it 100 ms.
 */
export function dynamicProvider(name: ImplementationName): dynamic.ResourceProvider {
  const known = providers.get(name) ?? makeProvider(name);
  providers.set(name, known);
  return known;
}

const makeProvider = (name: ImplementationName): dynamic.ResourceProvider => ({
  diff: async (id, olds, news) => load(name).diff(id, olds, news),
  create: async (inputs) => load(name).create(inputs),
  read: async (id, props) => load(name).read(id, props) as Promise<dynamic.ReadResult>,
  update: async (id, olds, news) => load(name).update(id, olds, news) as Promise<dynamic.UpdateResult>,
  delete: async (id, props) => load(name).delete(id, props),
});
