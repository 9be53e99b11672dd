import type { DrillNode } from "../cluster/cluster";
import { inNode, tryInNode } from "../cluster/node";
import { poll } from "../poll";
import { ownDataset } from "../cluster/data-host";

/** What is left to the pool, step by step: what is on its way to the disk counts many times over until it is there. */
const leftMegabytes = [64, 32, 16, 8, 4, 2, 1];
/** A pool that has more left is not full. */
const mostLeft = 4;

const dataset = (pool: string) => `${pool}/${ownDataset}-ballast`;

/** Leaves the datasets of a pool no room: what is free is reserved for an empty one. No byte is written. */
export async function fillPool(node: DrillNode, pool: string): Promise<void> {
  await emptyPool(node, pool);
  await inNode(node, "zfs", "create", "-o", "mountpoint=none", dataset(pool));
  let said = "";
  const reserve = async (left: number): Promise<true | undefined> => {
    const [free, reserved] = [
      await bytes(node, "available", pool),
      await bytes(node, "reservation", dataset(pool)),
    ];
    const reservation = reserved + free - left * 2 ** 20;
    const { code, stderr } = await tryInNode(node, "zfs", "set", `reservation=${reservation}`, dataset(pool));
    said = stderr.trim();
    return code === 0 ? true : undefined;
  };
  for (const left of leftMegabytes)
    if (!(await poll(() => reserve(left), { deadlineMs: 5_000 })) && left >= mostLeft)
      throw new Error(`${node.name}: ${pool} could not be filled to the last ${left} MiB: ${said}`);
}

const bytes = async (node: DrillNode, property: string, dataset: string): Promise<number> =>
  Number(await inNode(node, "zfs", "get", "-Hp", "-o", "value", property, dataset));

/** Gives the room back. Fine if it was never taken. */
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
    "dd",
    "if=/dev/urandom",
    `of=${folder}/${file}.${number}`,
    "bs=1M",
    `count=${megabytes}`,
    "conv=fsync",
    "status=none",
  );
}

/** Takes them away from where they can be written to. Fine if there are none. */
export async function removeFiles(node: DrillNode, dataset: string): Promise<void> {
  const folder = (
    await tryInNode(node, "zfs", "get", "-H", "-o", "value", "mountpoint", dataset)
  ).stdout.trim();
  if (folder.startsWith("/")) await tryInNode(node, "sh", "-c", `rm -f ${folder}/${file}.*`);
}
