import { createHash } from "node:crypto";
import { settingOf, type SettingKey } from "./setting-keys";
import type { SettingValue, SyncState } from "./sync-state";

/**
 * Names a leader's state for a person who accepts it: 12 hexadecimal digits of what people entered. Timers, blocking
 * and gravity change by themselves, and leave it as it is.
 */
export function syncDigest({ groups, lists, domains, clients, settings }: SyncState): string {
  const keys = (Object.keys(settings) as SettingKey[]).sort();
  const content = [
    groups.map(({ name, comment, enabled, isDefault }) => [name, comment, enabled, isDefault]),
    lists.map(({ address, type, comment, enabled, groups }) => [address, type, comment, enabled, groups]),
    domains.map(({ domain, type, kind, ...row }) => [
      domain,
      type,
      kind,
      row.comment,
      row.enabled,
      row.groups,
    ]),
    clients.map(({ client, comment, groups }) => [client, comment, groups]),
    keys.map((key) => [key, ordered(key, settings[key])]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}

const ordered = (key: SettingKey, value: SettingValue | undefined): SettingValue | undefined =>
  Array.isArray(value) && settingOf(key).unordered ? [...value].sort() : value;
