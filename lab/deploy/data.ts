import { cp, writeFile } from "node:fs/promises";
import path from "node:path";
import { collectorPort } from "../load/journal-protocol";
import type { LabData, LabSettings } from "../settings";

/** How fast the journal writes at most, and how many random bytes it adds to each row. */
const writes = { perSecond: 200, payloadBytes: 64 } as const;

/**
 * Config of what the lab has beside DNS: pool, datasets, fence, and the journal as a standby service, whose folder
 * is made in the lab's own: it holds where this lab's collector is.
 */
export async function dataConfig(
  settings: LabSettings,
  { pool, root, journal, notes, fence }: LabData,
  image: string,
): Promise<Readonly<Record<string, unknown>>> {
  const folder = path.join(settings.folder, "services", "journal");
  await cp(path.join(settings.root, "lab", "services", "journal"), folder, { recursive: true });
  await writeFile(path.join(folder, "collector.env"), collectorEnv(settings.client, process.env));
  return {
    pool: { name: pool, file: `/var/lib/${pool}.zpool`, size: process.env.LAB_POOL_SIZE ?? "1G" },
    datasets: [
      { name: root, mountpoint: "/srv/lab", properties: { atime: "off" } },
      { name: journal, properties: { recordsize: "16K", compression: "on" } },
      { name: notes },
    ],
    fenceAddress: fence,
    services: [
      {
        name: "journal",
        folder: path.relative(settings.root, folder),
        datasets: [journal, notes],
        images: { journal: image },
      },
    ],
  };
}

/** LAB_WRITES (a second) and LAB_PAYLOAD (bytes a row) say how much the journal writes. */
export function collectorEnv(client: string, env: NodeJS.ProcessEnv): string {
  return [
    `COLLECTOR=${client}:${collectorPort}`,
    `WRITES_PER_SECOND=${env.LAB_WRITES ?? writes.perSecond}`,
    `PAYLOAD_BYTES=${env.LAB_PAYLOAD ?? writes.payloadBytes}`,
    "",
  ].join("\n");
}
