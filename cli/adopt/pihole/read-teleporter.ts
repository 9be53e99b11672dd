import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FoundContent, Left } from "../../../runtime/contract/adoption";
import { unzipped, type ArchiveFiles } from "../archive";
import { readGravityDb } from "./gravity-db";
import { blockingLeft, settingsOfToml } from "./found-settings";

const lists = "etc/pihole/gravity.db";
const settings = "etc/pihole/pihole.toml";

/** Reads what Pi-hole v6 exports (Settings, Teleporter). Throws if it is damaged, too large, or something else. */
export async function readTeleporter(archive: Buffer, from: string): Promise<FoundContent> {
  const files = await unzipped(archive);
  const [db, toml] = [files.get(lists), files.get(settings)];
  if (!db || !toml)
    throw new Error(
      `${from}: ${db ? settings : lists} is not in this zip archive; expected a Teleporter export of Pi-hole v6`,
    );
  const { "dns.blocking.active": active, ...rest } = await settingsOfToml(toml.toString("utf8"));
  return {
    from,
    ...tablesIn(db),
    settings: rest,
    left: [...blockingLeft(active?.value !== false), ...left(files)],
  };
}

/** SQLite reads files alone. This one is for the person alone, and gone at once. */
function tablesIn(db: Buffer) {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-adopt-"));
  try {
    const file = path.join(folder, "gravity.db");
    writeFileSync(file, db, { mode: 0o600 });
    return readGravityDb(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file that is not read is told. */
const left = (files: ArchiveFiles): Left[] =>
  [...files]
    .filter(([name, content]) => name !== lists && name !== settings && content.length > 0)
    .map(([what]) => ({ what, why: whyLeft(what) }));

function whyLeft(file: string): string {
  if (file === "etc/pihole/dhcp.leases")
    return "devices get new leases from whoever key `dhcp` names: the router or the nodes (docs/dhcp.md)";
  if (file === "etc/pihole/pihole-FTL.db")
    return "it has the devices that Pi-hole has seen, which it learns again; queries are not in it";
  if (file === "etc/hosts") return "it is that machine's own; local records of Pi-hole's are taken over";
  if (file.startsWith("etc/dnsmasq.d/"))
    return "lines for dnsmasq: enter what you still need as Pi-hole's setting misc.dnsmasq_lines";
  return "this file is not known";
}
