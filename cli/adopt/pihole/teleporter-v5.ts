import * as z from "zod";
import type { FoundContent } from "../../../runtime/contract/adoption";
import { errorText } from "../../../runtime/contract/error-text";
import { untarred, type ArchiveFiles } from "../archive";
import { kinds } from "./gravity-db";
import { groupsOf, tablesOf, type DatabaseRow, type Tables } from "./database-tables";
import { settingsOfV5, type V5Files } from "./v5-settings";

const rows = z.array(z.record(z.string(), z.unknown()));

/** By the number that Pi-hole's database gives to that kind of domain. */
const domainFiles = [
  "whitelist.exact.json",
  "blacklist.exact.json",
  "whitelist.regex.json",
  "blacklist.regex.json",
];

/** Reads what Pi-hole v5 exports (Settings, Teleporter). Rejects if it is damaged, too large, or something else. */
export async function readTeleporterV5(archive: Buffer, from: string): Promise<FoundContent> {
  const files = await untarred(archive);
  if (!files.has("group.json") || !files.has("adlist.json"))
    throw new Error(
      `${from}: there is no ${files.has("group.json") ? "adlist.json" : "group.json"} in this archive; ` +
        "expected a Teleporter export of Pi-hole v5",
    );
  const read = new Set<string>();
  const text = (name: string): string | undefined => {
    read.add(name);
    return files.get(name)?.toString("utf8");
  };
  const tables = tablesIn((name) => rowsOf(name, text(name)));
  const { settings, left } = settingsOfV5(settingsIn(text));
  return { from, ...tables, settings, left: [...left, ...unread(files, read)] };
}

function tablesIn(rowsIn: (file: string) => DatabaseRow[]): Tables {
  const groupsIn = (table: string) => groupsOf(table, rowsIn(`${table}_by_group.json`));
  const [ofLists, ofDomains, ofClients] = [groupsIn("adlist"), groupsIn("domainlist"), groupsIn("client")];
  const whole = (row: DatabaseRow, groups: (row: DatabaseRow) => readonly unknown[]): DatabaseRow => ({
    ...row,
    enabled: Boolean(row["enabled"]),
    groups: groups(row),
  });
  return tablesOf({
    groups: rowsIn("group.json").map((row) => ({
      ...row,
      comment: row["description"],
      enabled: Boolean(row["enabled"]),
    })),
    lists: rowsIn("adlist.json").map((row) => ({ ...whole(row, ofLists), type: "block" })),
    domains: domainFiles.flatMap((file, i) =>
      rowsIn(file).map((row) => ({ ...whole(row, ofDomains), ...kinds[i] })),
    ),
    clients: rowsIn("client.json").map((row) => ({ ...whole(row, ofClients), client: row["ip"] })),
  });
}

const settingsIn = (text: (name: string) => string | undefined): V5Files => ({
  customList: text("custom.list"),
  aliases: text("dnsmasq.d/05-pihole-custom-cname.conf"),
  leases: text("dnsmasq.d/04-pihole-static-dhcp.conf"),
  setupVars: text("setupVars.conf"),
  ftlConf: text("pihole-FTL.conf"),
});

/** A table that is not there is empty, as Pi-hole takes it. Throws if one is no table. */
function rowsOf(file: string, text: string | undefined): DatabaseRow[] {
  if (text === undefined || text.trim() === "") return [];
  try {
    return rows.parse(JSON.parse(text));
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : errorText(error);
    throw new Error(`${file}: not a table of Pi-hole's: ${words}`, { cause: error });
  }
}

/** Pi-hole writes these itself, of what else is in the archive. */
const derived = /^dnsmasq\.d\/(01-pihole|02-pihole-dhcp|06-rfc6761)\.conf$|_by_group\.json$/;

const unread = (files: ArchiveFiles, read: ReadonlySet<string>) =>
  [...files]
    .filter(([name, content]) => !read.has(name) && !derived.test(name) && content.length > 0)
    .map(([what]) => ({
      what,
      why: what.startsWith("dnsmasq.d/")
        ? "lines for dnsmasq: enter what you still need as Pi-hole's setting misc.dnsmasq_lines"
        : "this file is not known",
    }));
