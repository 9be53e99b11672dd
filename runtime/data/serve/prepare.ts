import { readDataState } from "../read-state";
import { withLock } from "../lock";
import { bootMs } from "../../common/boot-clock";
import { covers, grantFile } from "./grant";
import { lockWaitSeconds, type Receiver } from "./receiver";
import { whyNot } from "./serve-gate";
import type { Prepare, PrepareReply } from "./messages";
import { judgeCopy } from "./copy-verdict";

/** Makes this host's copy able to follow `peer`, and lets it send; what has diverged is kept first. */
export const prepare = (host: Receiver, peer: string, request: Prepare): Promise<PrepareReply> =>
  withLock(host.paths.lock, lockWaitSeconds, async () => {
    const { config, paths, snapshots } = host;
    const grants = grantFile(paths.grant);
    const refused = refusal(host, peer, request);
    if (refused !== "") return { refused, heads: {}, kept: [] };
    // Nobody sends while copies are moved about.
    grants.save({ peer, epoch: request.epoch, untilBootMs: 0 });
    const kept: string[] = [];
    for (const { name } of config.roots) kept.push(...(await follow(host, peer, request, name)));
    const heads: [string, string][] = [];
    for (const { name } of config.roots)
      for (const dataset of await snapshots.tree(name)) {
        const head = dataset.snapshots.at(-1);
        if (head) heads.push([dataset.name, head.name]);
      }
    grants.save({
      peer,
      epoch: request.epoch,
      untilBootMs: bootMs() + config.replication.deadlineSeconds * 1000,
    });
    return { refused: "", heads: Object.fromEntries(heads), kept };
  });

function refusal({ config, paths }: Receiver, peer: string, { epoch, roots }: Prepare): string {
  const state = readDataState(paths.state);
  const closed = whyNot(state);
  if (closed !== "") return closed;
  const before = grantFile(paths.grant).load();
  const known = Math.max(state?.epoch ?? 0, before?.epoch ?? 0);
  if (epoch < known)
    return `${peer} says that the data was taken over ${epoch} times, and it was ${known} times: its branch is not the newest`;
  if (before && before.peer !== peer && before.epoch === epoch && covers(before, before.peer, bootMs()))
    return `${before.peer} is sending, and says the same of itself: only one of the two may`;
  const missing = config.roots.filter(({ name }) => !roots.some((root) => root.name === name));
  return missing.length === 0 ? "" : `${peer} has no ${missing.map(({ name }) => name).join(", ")}`;
}

/** Makes one root able to follow; the names of what was kept for it. */
async function follow(host: Receiver, peer: string, request: Prepare, root: string): Promise<string[]> {
  const { snapshots, branches, log } = host;
  const sent = request.roots.find(({ name }) => name === root)?.datasets ?? [];
  const look = async () => judgeCopy(await snapshots.tree(root), sent);
  const kept: string[] = [];
  let verdict = await look();
  if (verdict.kind === "diverged") {
    const { why, common } = verdict;
    log("diverged", { root, why, common: common?.name ?? "", from: peer });
    const branch = await branches.keep(root, common, peer);
    log("branch-kept", { ...branch, root });
    kept.push(branch.dataset);
    verdict = await look();
  }
  if (verdict.kind === "diverged")
    throw new Error(`${root} was kept, and still does not follow ${peer}: ${verdict.why}`);
  for (const dataset of verdict.room) await branches.makeRoom(dataset);
  return kept;
}
