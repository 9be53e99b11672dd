import { escaped } from "../../contract/for-terminal";
import type { Query } from "./query";

export const formats = ["csv", "jsonl"] as const;
export type Format = (typeof formats)[number];

const columns = [
  "time",
  "node",
  "client",
  "clientName",
  "domain",
  "type",
  "status",
  "reply",
  "upstream",
  "milliseconds",
] as const;

const shown = (query: Query): Readonly<Record<(typeof columns)[number], string | number>> => ({
  time: new Date(query.at / 1000).toISOString(),
  node: query.node,
  client: query.client,
  clientName: query.clientName,
  domain: query.domain,
  type: query.type,
  status: query.status,
  reply: query.reply,
  upstream: query.upstream,
  milliseconds: query.took / 1000,
});

/** The line above all others; empty if the format has none. */
export const firstLine = (format: Format): string => (format === "csv" ? `${columns.join(",")}\r\n` : "");

/** A device may ask for any name, and the command writes to a terminal: a line has no control characters but its end. */
export function line(format: Format, query: Query): string {
  const row = shown(query);
  if (format === "jsonl") return `${escaped(JSON.stringify(row))}\n`;
  return `${escaped(columns.map((column) => field(row[column])).join(","))}\r\n`;
}

/** As RFC 4180 has it. A name from the network must not be a formula to a spreadsheet. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
