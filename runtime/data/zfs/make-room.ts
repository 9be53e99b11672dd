import type { HostCommands } from "./host-commands";
import { readTree, type Dataset } from "./dataset";
import { mountAnswers, mountsOf, mountTree, remount, unmountTree } from "./zfs-mounts";

/** Bytes that a file system without a file takes up at most, whatever its pool is made of. */
const emptyAtMost = 2 ** 20;

/**
 * Whether nothing is in a dataset that is mounted, but for the folders at which those below it are mounted, or were
 * (`below`). False if it cannot be seen.
 */
export async function seenEmpty(
  host: HostCommands,
  { name, type, referenced }: Dataset,
  below?: readonly string[],
): Promise<boolean> {
  if (type !== "filesystem" || !(referenced <= emptyAtMost)) return false;
  const mounted = await mountsOf(host, name);
  const own = mounted.filter(({ dataset }) => dataset === name);
  const [mount] = own;
  if (!mount || own.length > 1 || !(await mountAnswers(host, mount))) return false;
  // Something else that is mounted over it would be looked at in its place.
  const over = await host.ask("df", ["--output=source", mount.folder]);
  if (over.code !== 0 || over.stdout.trim().split("\n").pop() !== name) return false;
  // ZFS's own folder of snapshots, where it is visible.
  const found = await host.ask("find", [
    mount.folder,
    "-xdev",
    "-mindepth",
    "1",
    "-name",
    ".zfs",
    "-prune",
    "-o",
    "-print",
  ]);
  if (found.code !== 0) return false;
  const places = below ?? mounted.filter(({ dataset }) => dataset !== name).map(({ folder }) => folder);
  return found.stdout
    .split("\n")
    .filter((path) => path !== "")
    .every((path) => places.some((folder) => folder === path || folder.startsWith(`${path}/`)));
}

/**
 * Destroys a tree of which nothing was ever used. Each dataset is looked into when those below it are unmounted, so
 * that nothing is hidden by them. Rejects for any other, which is mounted again.
 */
export async function makeRoom(host: HostCommands, name: string): Promise<void> {
  const tree = await readTree(host, name);
  const refuse = (why: string): never => {
    throw new Error(`${name} is not empty for certain: ${why}; nothing was destroyed`);
  };
  if (tree.length === 0) return;
  const snapped = tree.find(({ snapshots }) => snapshots.length > 0);
  if (snapped) refuse(`${snapped.name} has snapshots`);
  await host.zfs("set", "readonly=on", ...tree.map((dataset) => dataset.name));
  await remount(host, name, false);
  const places = (await mountsOf(host, name)).map(({ folder }) => folder);
  try {
    for (const dataset of [...tree].reverse()) {
      if (!(await seenEmpty(host, dataset, places)))
        refuse(`${dataset.name} holds something, or is not mounted`);
      await unmountTree(host, dataset.name);
    }
    // A plain destroy: ZFS itself refuses it where there is a snapshot, a clone or a dataset below.
    for (const dataset of [...tree].reverse()) await host.patiently("destroy", dataset.name);
  } catch (error) {
    await mountTree(host, await readTree(host, name));
    await remount(host, name, false);
    throw error;
  }
}
