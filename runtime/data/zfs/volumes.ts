import type { DataRoot } from "../../contract/data-config";
import type { KeptBranch, RootView, ZfsSnapshot, Volumes } from "../ports";
import { ZfsBranches } from "./branches";
import type { HostCommands } from "./host-commands";
import { branchProperties, mountsItself, readTree, type Dataset } from "./dataset";
import { mountAnswers, mountsOf, mountTree, remount } from "./zfs-mounts";
import { free, snapshotName } from "./zfs-names";
import { seenEmpty } from "./make-room";

/** The declared datasets by ZFS's own commands. One caller at a time. */
export class ZfsVolumes implements Volumes {
  private readonly branches: ZfsBranches;

  constructor(
    private readonly host: HostCommands,
    private readonly roots: readonly DataRoot[],
    private readonly now: () => number = Date.now,
  ) {
    this.branches = new ZfsBranches(host, roots, now);
  }

  repair(): Promise<void> {
    return this.branches.repair();
  }

  kept(): Promise<readonly KeptBranch[]> {
    return this.branches.kept();
  }

  async look(): Promise<readonly RootView[]> {
    const views: RootView[] = [];
    for (const root of this.roots) views.push(await this.view(root));
    return views;
  }

  private async view(root: DataRoot): Promise<RootView> {
    const tree = await readTree(this.host, root.name);
    const dead: string[] = [];
    for (const mount of await mountsOf(this.host, root.name))
      if (!(await mountAnswers(this.host, mount))) dead.push(mount.folder);
    return {
      name: root.name,
      newest: newestCommon(root, tree),
      writable: tree.some(({ type, mounted, readonly }) => !readonly && (mounted || type !== "filesystem")),
      empty: await this.empty(tree),
      trouble: troubleOf(root, tree, dead),
    };
  }

  /** Looked into only if there is no snapshot: before the first holder. */
  private async empty(tree: readonly Dataset[]): Promise<boolean> {
    if (tree.length === 0 || tree.some(({ snapshots }) => snapshots.length > 0)) return false;
    for (const dataset of tree) if (!(await seenEmpty(this.host, dataset))) return false;
    return true;
  }

  /** What lies below a root without being declared follows the dataset above it. */
  async setWritable(on: boolean): Promise<void> {
    for (const root of this.roots) {
      const tree = await readTree(this.host, root.name);
      const missing = root.datasets.find(({ name }) => !tree.some((dataset) => dataset.name === name));
      // One that is not here yet is nothing to write to; one that is to be written to has to be here.
      if (missing && on) throw new Error(`${missing.name} is not there`);
      const isDeclared = ({ name }: Dataset): boolean => root.datasets.some((one) => one.name === name);
      const declared = tree.filter(isDeclared).map(({ name }) => name);
      if (declared.length > 0) await this.host.zfs("set", `readonly=${on ? "off" : "on"}`, ...declared);
      for (const { name } of tree.filter((dataset) => !isDeclared(dataset)))
        await this.host.zfs("inherit", "readonly", name);
      if (on) await mountTree(this.host, tree);
      await remount(this.host, root.name, on);
      const wrong = (await readTree(this.host, root.name)).find(({ readonly }) => readonly === on);
      if (wrong)
        throw new Error(`${wrong.name} was made ${on ? "writable" : "read-only"}, but reads back otherwise`);
    }
  }

  async snapshot(): Promise<string> {
    const trees = await Promise.all(this.roots.map(({ name }) => readTree(this.host, name)));
    const taken = new Set(trees.flat().flatMap(({ snapshots }) => snapshots.map(({ name }) => name)));
    const asked = this.now();
    const at = free(asked, (time) => taken.has(snapshotName(time)));
    const name = snapshotName(at);
    for (const root of this.roots) await this.host.zfs("snapshot", "-r", `${root.name}@${name}`);
    return name;
  }
}

/** The newest snapshot that all declared datasets of a root have, by name: those of one name were taken at once. */
export function newestCommon({ name, datasets }: DataRoot, tree: readonly Dataset[]): ZfsSnapshot | null {
  const declared = datasets.map((one) => tree.find((dataset) => dataset.name === one.name));
  const common = tree
    .find((dataset) => dataset.name === name)
    ?.snapshots.filter((one) =>
      declared.every((dataset) => dataset?.snapshots.some((other) => other.name === one.name)),
    );
  const newest = common?.at(-1);
  return newest ? { name: newest.name, guid: newest.guid, createdAt: newest.createdAt } : null;
}

/** Why a root cannot be used, in words; "" if it can. `dead` are folders at which a mount does not answer. */
export function troubleOf(
  { name, datasets }: DataRoot,
  tree: readonly Dataset[],
  dead: readonly string[],
): string {
  if (tree.length === 0) return `${name} is not there: its pool is not imported, or nothing was received yet`;
  if (tree[0]?.own.has(branchProperties.keeping)) return `a branch of ${name} is being kept`;
  const missing = datasets.filter((one) => !tree.some((dataset) => dataset.name === one.name));
  const unmounted = tree.filter(
    (dataset) =>
      mountsItself(dataset) && !dataset.mounted && datasets.some((one) => one.name === dataset.name),
  );
  return [
    ...missing.map((one) => `${one.name} is not there`),
    ...unmounted.map((one) => `${one.name} is not mounted at ${one.mountpoint}`),
    ...dead.map((folder) => `${folder} does not answer`),
  ].join("; ");
}
