import type { DatasetView, Snapshots } from "../ports";
import { CommandError, type HostCommands } from "./host-commands";
import { readTree, type Dataset } from "./dataset";
import { seenEmpty } from "./make-room";

/** Snapshots by ZFS's own commands: one that is asked about names of which it can be told that they are snapshots. */
export class ZfsSnapshots implements Snapshots {
  constructor(private readonly host: HostCommands) {}

  async tree(root: string): Promise<readonly DatasetView[]> {
    const before = await readTree(this.host, root);
    if (before.length === 0) return [];
    await commit(this.host, before);
    const views: DatasetView[] = [];
    for (const dataset of await readTree(this.host, root)) views.push(await this.view(dataset));
    return views;
  }

  private async view(dataset: Dataset): Promise<DatasetView> {
    const { name, written, partial } = dataset;
    const snapshots = dataset.snapshots.map(({ holds, ...snapshot }) => ({ ...snapshot, held: holds > 0 }));
    const empty = snapshots.length === 0 && !partial && (await seenEmpty(this.host, dataset));
    return { name, snapshots, changed: !(written === 0), empty, partial };
  }

  hold(tag: string, snapshots: readonly string[]): Promise<void> {
    return this.each(snapshots, /tag already exists/, (one) => ["hold", tag, one]);
  }

  release(tag: string, snapshots: readonly string[]): Promise<void> {
    return this.each(snapshots, /no such tag|does not exist/, (one) => ["release", tag, one]);
  }

  /** One that a kept branch goes back to stays, and one that is gone is gone: neither is an error. */
  prune(snapshots: readonly string[]): Promise<void> {
    return this.each(snapshots, /dependent clones|does not exist|could not find any snapshots/, (one) => [
      "destroy",
      one,
    ]);
  }

  private async each(
    snapshots: readonly string[],
    fine: RegExp,
    command: (snapshot: string) => readonly string[],
  ): Promise<void> {
    // Without the @, or with one of ZFS's words for several, a destroy would be another.
    const strange = snapshots.find((one) => !/^[^@%,]+@[^@%,]+$/.test(one));
    if (strange !== undefined) throw new Error(`${strange} is no snapshot's name: expected DATASET@NAME`);
    for (const one of snapshots) {
      try {
        await this.host.zfs(...command(one));
      } catch (error) {
        if (!(error instanceof CommandError) || !fine.test(error.stderr)) throw error;
      }
    }
  }
}

/** What was written is counted when it is committed: a change of nothing waits for that. */
export async function commit(host: HostCommands, tree: readonly Dataset[]): Promise<void> {
  const top = tree[0];
  if (top) await host.zfs("inherit", "ha-dns:nothing", top.name);
}
