import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import { zfsRemoval } from "../../../providers/zfs-removal/implementation";
import type { PropertyValues } from "../../../providers/zfs/properties";
import { ZfsHost } from "./zfs-host";

/** What the providers are given for a host with a real ZFS and no pool, for the tests of one `describe`. */
export function providersOnHost() {
  let host: ZfsHost;
  before(async () => {
    host = await ZfsHost.start();
  });
  after(() => host?.stop());

  const file = "/var/lib/pools/tank";
  const pool = (more: object = {}) => ({
    target: host.target,
    name: "tank",
    devices: [],
    file,
    size: 256 * 2 ** 20,
    ...more,
  });
  const dataset = (name: string, properties: PropertyValues = {}) => ({
    target: host.target,
    name,
    properties,
  });
  const make = async (...args: Parameters<typeof dataset>) =>
    (await zfsDataset.create(dataset(...args))).outs;
  const differs = async (...[olds, news]: [Awaited<ReturnType<typeof make>>, ReturnType<typeof dataset>]) =>
    (await zfsDataset.diff("", olds, news)).changes;
  const state = (declared: readonly string[], allowed = "", left = "") => ({
    target: host.target,
    declared,
    allowed,
    left,
    tags: ["ha-dns:here", "ha-dns:peer"],
  });
  const remove = (name: string, allowed = "") =>
    zfsRemoval.update("id", state([name, "tank/stays"]), state(["tank/stays"], allowed));
  const exists = (name: string) => host.succeeds(`zfs list ${name}`);

  return { onHost: () => host, file, pool, dataset, make, differs, state, remove, exists };
}
