import type { DataRoot } from "../../contract/data-config";
import type { HostCommands } from "./host-commands";
import { readTree, type Dataset } from "./dataset";
import { mountTree, remount } from "./zfs-mounts";
import { dropReceived } from "./received";

type Declared = DataRoot["datasets"][number];

/** Has the datasets of a root that are here be what the config declares, read-only, and mounted. */
export async function settleRoot(host: HostCommands, { name, datasets }: DataRoot): Promise<void> {
  await dropReceived(host, name);
  const asked = [...new Set(datasets.flatMap(({ properties }) => Object.keys(properties)))];
  const tree = await readTree(host, name, asked);
  for (const dataset of tree) {
    const declared = datasets.find((one) => one.name === dataset.name);
    if (!dataset.readonly || !dataset.own.has("readonly")) await host.zfs("set", "readonly=on", dataset.name);
    for (const setting of declared ? settings(declared, dataset) : [])
      await host.patiently("set", setting, dataset.name);
  }
  await mountTree(host, await readTree(host, name));
  await remount(host, name, false);
}

/**
 * What differs of what is declared, as `zfs set` takes it. It is set on the dataset itself, as a declared property is.
 * A reservation comes after the quotas, which may not be smaller; the place, and to be mounted there, last.
 */
export function settings({ properties }: Declared, { own, canmount }: Dataset): readonly string[] {
  const differing = Object.entries(properties).filter(
    ([name, value]) =>
      name !== "canmount" && own.get(name) !== value && !(value === "none" && isUnset(own.get(name), name)),
  );
  const rank = (name: string): number => {
    if (name === "mountpoint") return 2;
    return name.endsWith("reservation") ? 1 : 0;
  };
  const sorted = differing.sort(([a], [b]) => rank(a) - rank(b)).map(([name, value]) => `${name}=${value}`);
  const wanted = properties["canmount"] ?? "on";
  return canmount === wanted ? sorted : [...sorted, `canmount=${wanted}`];
}

/** A limit that there is none of. */
const isUnset = (value: string | undefined, name: string): boolean =>
  /quota$|reservation$/.test(name) && (value === undefined || value === "0" || value === "none");
