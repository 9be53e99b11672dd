import type { DrillNode } from "../cluster";
import { inNode, tryInNode } from "../node";
import { ownDataset } from "./host";

/** What may have to be left to the pool for its own bookkeeping, the least first. */
const leftBytes = [1, 2, 3, 4, 6, 8].map((half) => half * 512 * 1024);

const dataset = (pool: string) => `${pool}/${ownDataset}-ballast`;

/** Leaves the datasets of a pool no room: what is free is reserved for an empty one. No byte is written. */
export async function fillPool(node: DrillNode, pool: string): Promise<void> {
  await emptyPool(node, pool);
  const free = Number(await inNode(node, "zfs", "get", "-Hp", "-o", "value", "available", pool));
  let said = "";
  for (const left of leftBytes) {
    const reservation = `reservation=${Math.max(0, free - left)}`;
    const create = ["zfs", "create", "-o", "mountpoint=none", "-o", reservation, dataset(pool)];
    const { code, stderr } = await tryInNode(node, ...create);
    if (code === 0) return;
    said = stderr.trim();
  }
  throw new Error(`${node.name}: ${pool} could not be filled: ${said}`);
}

/** Gives the room back. Fine where it was never taken. */
export async function emptyPool(node: DrillNode, pool: string): Promise<void> {
  if ((await tryInNode(node, "zfs", "list", dataset(pool))).code === 0)
    await inNode(node, "zfs", "destroy", dataset(pool));
}

const file = "ha-dns-drill.ballast";

/** Writes random bytes into a dataset: there is something to send. A file of the same number is written over. */
export async function addFile(
  node: DrillNode,
  dataset: string,
  megabytes: number,
  number = 0,
): Promise<void> {
  const folder = (await inNode(node, "zfs", "get", "-H", "-o", "value", "mountpoint", dataset)).trim();
  await inNode(
    node,
    ...[
      "dd",
      "if=/dev/urandom",
      `of=${folder}/${file}.${number}`,
      "bs=1M",
      `count=${megabytes}`,
      "conv=fsync",
      "status=none",
    ],
  );
}

/** Takes them away from where they can be written to. Fine where there are none. */
export async function removeFiles(node: DrillNode, dataset: string): Promise<void> {
  const folder = (
    await tryInNode(node, "zfs", "get", "-H", "-o", "value", "mountpoint", dataset)
  ).stdout.trim();
  if (folder.startsWith("/")) await tryInNode(node, "sh", "-c", `rm -f ${folder}/${file}.*`);
}
