import type { AsidePlace } from "../model/aside";
import { itemSteps } from "./plan-settings";
import type { SettingKey } from "../model/setting-keys";
import type { SettingValue, SyncState } from "../model/sync-state";
import type { SyncStep } from "./step";

/** What a step is about; empty for what is no row or setting. */
export function placesOf(step: SyncStep): AsidePlace[] {
  switch (step.kind) {
    case "add-groups":
      return step.names.map((item) => ({ table: "groups", item }));
    case "set-group":
      return [{ table: "groups", item: step.group.name }];
    case "add-lists":
      return step.addresses.map((item) => ({ table: "lists", item, type: step.type }));
    case "set-list":
      return [{ table: "lists", item: step.list.address, type: step.list.type }];
    case "add-domains":
      return step.domains.map((item) => ({
        table: "domains",
        item,
        type: step.type,
        kind: step.domainKind,
      }));
    case "set-domain": {
      const { domain: item, type, kind } = step.domain;
      return [{ table: "domains", item, type, kind }];
    }
    case "add-clients":
      return step.clients.map((item) => ({ table: "clients", item }));
    case "set-client":
      return [{ table: "clients", item: step.client.client }];
    case "delete":
      return step.keys.map((key) => ({ table: step.table, ...key }));
    case "settings":
      return Object.keys(step.values).map((item) => ({ table: "settings", item }));
    case "setting-item":
      return [{ table: step.key, item: step.item }];
    case "blocking":
    case "gravity":
      return [];
  }
}

/**
 * The same in smaller requests: one row each, one setting each, and one setting that is a list item by item. None if
 * it is one already. `own` are the settings that were there before.
 */
export function split(step: SyncStep, own: SyncState["settings"]): SyncStep[] {
  const parts = splitUp(step, own);
  return parts.length > 1 || step.kind === "settings" ? parts : [];
}

function splitUp(step: SyncStep, own: SyncState["settings"]): SyncStep[] {
  switch (step.kind) {
    case "add-groups":
      return step.names.map((name) => ({ ...step, names: [name] }));
    case "add-lists":
      return step.addresses.map((address) => ({ ...step, addresses: [address] }));
    case "add-domains":
      return step.domains.map((domain) => ({ ...step, domains: [domain] }));
    case "add-clients":
      return step.clients.map((client) => ({ ...step, clients: [client] }));
    case "delete":
      return step.keys.map((key) => ({ ...step, keys: [key] }));
    case "settings": {
      const values = Object.entries(step.values) as [SettingKey, SettingValue][];
      if (values.length > 1) return values.map(([key, value]) => ({ ...step, values: { [key]: value } }));
      return values.flatMap(([key, to]) => {
        const from = own[key];
        return Array.isArray(from) && Array.isArray(to) ? itemSteps(key, from, to, step.restarts) : [];
      });
    }
    case "set-group":
    case "set-list":
    case "set-domain":
    case "set-client":
    case "setting-item":
    case "blocking":
    case "gravity":
      return [];
  }
}
