import type { DataRoot } from "../../contract/data-config";
import type { Branches, KeptBranch, ZfsSnapshot } from "../ports";
import type { HostCommands } from "./host-commands";
import { branchProperties, readTree, type Dataset } from "./dataset";
import { keepingSchema, nextStep, shelf, type Keeping, type ZfsArguments } from "./keeping";
import { mountTree, unmountDead, unmountTree } from "./zfs-mounts";
import { free, keptName, savingName } from "./zfs-names";
import { dropReceived, receiveOptions } from "./received";
import { makeRoom } from "./make-room";
import { settleRoot } from "./settle-root";

/** Keeps what has diverged. Whatever it is interrupted by, `repair` brings it to its end, and nothing of it is lost meanwhile. */
export class ZfsBranches implements Branches {
  constructor(
    private readonly host: HostCommands,
    private readonly roots: readonly DataRoot[],
    private readonly now: () => number = Date.now,
  ) {}

  async keep(root: string, common: ZfsSnapshot | undefined, from: string): Promise<KeptBranch> {
    this.declared(root);
    const [top, ...below] = await readTree(this.host, root);
    if (!top) throw new Error(`${root} is not there: nothing of it can be kept`);
    if (top.own.has(branchProperties.keeping))
      throw new Error(`a branch of ${root} is being kept already: repair comes first`);
    if (common && !top.snapshots.some(({ name, guid }) => name === common.name && guid === common.guid))
      throw new Error(`${root}@${common.name} is not the snapshot ${common.guid} that it has to go on from`);
    const shelved = new Set((await readTree(this.host, shelf(root))).map(({ name }) => name));
    const snapshots = new Set(
      [top, ...below].flatMap((dataset) => dataset.snapshots.map(({ name }) => name)),
    );
    const at = free(
      this.now(),
      (time) => shelved.has(keptName(root, shelf(root), time)) || snapshots.has(savingName(time)),
    );
    const keeping: Keeping = {
      root,
      kept: keptName(root, shelf(root), at),
      common: common?.name ?? null,
      snapshot: savingName(at),
      from,
      at,
    };
    await unmountTree(this.host, root);
    await this.host.zfs("set", `${branchProperties.keeping}=${JSON.stringify(keeping)}`, root);
    await this.finish(keeping);
    const [kept] = await readTree(this.host, keeping.kept);
    if (!kept) throw new Error(`${keeping.kept} is not there, although ${root} was renamed to it`);
    return { dataset: kept.name, at, bytes: kept.used, from };
  }

  makeRoom(dataset: string): Promise<void> {
    return makeRoom(this.host, dataset);
  }

  receiveOptions(dataset: string): Promise<readonly string[]> {
    return receiveOptions(this.host, dataset);
  }

  dropReceived(dataset: string): Promise<void> {
    return dropReceived(this.host, dataset);
  }

  settle(root: string): Promise<void> {
    return settleRoot(this.host, this.declared(root));
  }

  /** Ends what was interrupted, and mounts again what a daemon that died has left behind. */
  async repair(): Promise<void> {
    for (const { name } of this.roots) {
      await unmountDead(this.host, name);
      await dropReceived(this.host, name);
      for (const dataset of [
        ...(await readTree(this.host, name)),
        ...(await readTree(this.host, shelf(name))),
      ]) {
        const text = dataset.own.get(branchProperties.keeping);
        const keeping = text === undefined ? undefined : parseKeeping(dataset.name, text);
        if (keeping?.root === name) await this.finish(keeping);
      }
      await mountTree(this.host, await readTree(this.host, name));
    }
  }

  async kept(): Promise<readonly KeptBranch[]> {
    const shelves = new Set(this.roots.map(({ name }) => shelf(name)));
    const trees = await Promise.all([...shelves].map((name) => readTree(this.host, name)));
    return trees
      .flat()
      .flatMap(keptOf)
      .sort((a, b) => b.at - a.at);
  }

  private async finish(keeping: Keeping): Promise<void> {
    const { root, kept } = keeping;
    if ((await this.all(keeping)).some(({ name, own }) => name === root && own.has(branchProperties.keeping)))
      await unmountTree(this.host, root);
    let last: ZfsArguments | undefined;
    for (;;) {
      const step = nextStep(keeping, await this.all(keeping));
      if (!step) break;
      if (step.join() === last?.join()) throw new Error(`zfs ${step.join(" ")} had no effect`);
      await this.host.patiently(...step);
      last = step;
    }
    const declared = this.declared(root);
    // Clones are not mounted by themselves until all of them are in their places.
    for (const { name, canmount } of await readTree(this.host, root)) {
      if (canmount === "noauto" && !declared.datasets.some((one) => one.name === name))
        await this.host.zfs("set", "canmount=on", name);
    }
    await settleRoot(this.host, declared);
    await this.host.zfs("inherit", branchProperties.keeping, kept);
  }

  private async all({ root }: Keeping): Promise<readonly Dataset[]> {
    return [...(await readTree(this.host, root)), ...(await readTree(this.host, shelf(root)))];
  }

  private declared(root: string): DataRoot {
    const found = this.roots.find(({ name }) => name === root);
    if (!found) throw new Error(`${root} is no root of the declared datasets`);
    return found;
  }
}

function parseKeeping(name: string, text: string): Keeping {
  try {
    return keepingSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${name} has the property ${branchProperties.keeping}, which makes no sense: ${text}. See what it holds, rename it out of ` +
        `the way if need be, and take the property away: zfs inherit ${branchProperties.keeping} ${name}`,
    );
  }
}

/** `bytes` are those that the branch alone has: what it shares with the root it went out from is not counted. */
function keptOf({ name, used, own }: Dataset): KeptBranch[] {
  const [at, from] = [own.get(branchProperties.keptAt), own.get(branchProperties.from)];
  if (at === undefined || from === undefined) return [];
  return [{ dataset: name, at: Date.parse(at), bytes: used, from }];
}
