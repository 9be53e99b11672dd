import { domainToUnicode } from "node:url";
import type { ReadRow, TableName } from "../../gravity/tables";
import { domainKinds, domainTypes, listTypes } from "./target";

/** A row as the API shows it, with FTL's names. */
export function showRow(table: TableName, { row, groups }: ReadRow): Record<string, unknown> {
  const { id, date_added, date_modified, comment } = row;
  const dates = { id, date_added, date_modified };
  const enabled = row.enabled === 1;
  const type = Number(row.type);
  switch (table) {
    case "groups":
      return { name: row.name, comment: row.description, enabled, ...dates };
    case "clients":
      // Names of clients come from queries, which the stand-in does not keep.
      return { client: row.ip, name: "", comment, groups, ...dates };
    case "domains": {
      const kinds = { type: domainTypes[type % 2], kind: domainKinds[type >> 1] };
      const domain = String(row.domain);
      return { domain, unicode: unicode(domain), ...kinds, comment, groups, enabled, ...dates };
    }
    case "lists": {
      const { number, invalid_domains, abp_entries, status } = row;
      const content = { date_updated: row.date_updated ?? 0, number, invalid_domains, abp_entries, status };
      return { address: row.address, comment, groups, enabled, ...dates, type: listTypes[type], ...content };
    }
  }
}

const unicode = (domain: string): string =>
  domain.includes("xn--") ? domainToUnicode(domain) || domain : domain;
