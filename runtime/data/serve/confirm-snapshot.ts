import { JsonFile } from "../../common/json-file";
import { withLock } from "../lock";
import type { DatasetView } from "../ports";
import { readDataState } from "../read-state";
import { holdOnly } from "../replication/holds";
import { toPrune } from "../replication/prune";
import { emptyRecord, recordSchema } from "../replication/replication-record";
import { whyNot } from "./serve-gate";
import { bootMs } from "../../common/boot-clock";
import { covers, grantFile } from "./grant";
import { lockWaitSeconds, type Receiver } from "./receiver";
import type { Confirm, Confirmed } from "./messages";
import { refreshMounts } from "./refresh";

/** Sees that all has arrived, holds it, sets and mounts it as it is declared, and prunes what has had its day. */
export const confirm = (host: Receiver, peer: string, request: Confirm): Promise<Confirmed> =>
  withLock(host.paths.lock, lockWaitSeconds, async () => {
    const { config, paths, snapshots, branches } = host;
    const closed = whyNot(readDataState(paths.state));
    if (closed !== "") return { refused: closed };
    if (!covers(grantFile(paths.grant).load(), peer, bootMs()))
      return { refused: `${peer} was not let through, or took too long` };
    const trees = await treesOf(host);
    const missing = Object.entries(request.guids).filter(
      ([name, guid]) => !arrived(trees.flat(), name, request.snapshot, guid),
    );
    if (missing.length > 0)
      return {
        refused: `${missing.map(([name]) => `${name}@${request.snapshot}`).join(", ")} did not arrive`,
      };
    const record = new JsonFile(paths.record, recordSchema);
    const before = record.load() ?? emptyRecord;
    const dropped = Object.keys(before.holds).filter((node) => request.holds[node] === undefined);
    for (const tree of trees) {
      for (const [node, names] of Object.entries(request.holds)) {
        // If this copy never had what another node needs, what is held for that one stays as it is.
        const own = names.filter((name) =>
          tree.some((dataset) => dataset.snapshots.some((one) => one.name === name)),
        );
        if (own.length > 0) await holdOnly(snapshots, node, tree, new Set(own));
      }
      for (const node of dropped) await holdOnly(snapshots, node, tree, new Set());
    }
    record.save({ ...before, holds: request.holds });
    for (const { name } of config.roots) await branches.settle(name);
    const old = (await treesOf(host)).flatMap(toPrune);
    if (old.length > 0) await snapshots.prune(old);
    for (const { name } of config.roots) await refreshMounts(name);
    return { refused: "" };
  });

const treesOf = async ({ config, snapshots }: Receiver): Promise<(readonly DatasetView[])[]> => {
  const trees: (readonly DatasetView[])[] = [];
  for (const { name } of config.roots) trees.push(await snapshots.tree(name));
  return trees;
};

const arrived = (all: readonly DatasetView[], dataset: string, snapshot: string, guid: string): boolean =>
  all.some(
    ({ name, snapshots }) =>
      name === dataset && snapshots.some((one) => one.name === snapshot && one.guid === guid),
  );
