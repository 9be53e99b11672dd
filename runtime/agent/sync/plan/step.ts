import type { SettingKey } from "../model/setting-keys";
import type { Client, Domain, Group, List, SettingValue } from "../model/sync-state";

export type SyncTable = "groups" | "lists" | "domains" | "clients";

/** What identifies a row, on every node: the fields that Pi-hole's batchDelete takes. */
export interface SyncRowKey {
  readonly item: string;
  readonly type?: string;
  readonly kind?: string;
}

/** What several rows have in common, so that one request can add them. */
interface Common {
  readonly comment: string | null;
  readonly groups: readonly string[];
}

/** One request to a follower's Pi-hole. Groups are given by name. */
export type SyncStep =
  | {
      readonly kind: "add-groups";
      readonly names: readonly string[];
      readonly comment: string | null;
      readonly enabled: boolean;
    }
  /** `name` is what it is called now; the group's own may be another where it is the default one. */
  | { readonly kind: "set-group"; readonly name: string; readonly group: Group }
  | ({
      readonly kind: "add-lists";
      readonly addresses: readonly string[];
      readonly type: List["type"];
      readonly enabled: boolean;
    } & Common)
  | { readonly kind: "set-list"; readonly list: List }
  | ({
      readonly kind: "add-domains";
      readonly domains: readonly string[];
      readonly type: Domain["type"];
      readonly domainKind: Domain["kind"];
      readonly enabled: boolean;
    } & Common)
  | { readonly kind: "set-domain"; readonly domain: Domain }
  | ({ readonly kind: "add-clients"; readonly clients: readonly string[] } & Common)
  | { readonly kind: "set-client"; readonly client: Client }
  | { readonly kind: "delete"; readonly table: SyncTable; readonly keys: readonly SyncRowKey[] }
  /** Live settings and those that restart Pi-hole never share a step. */
  | {
      readonly kind: "settings";
      readonly values: Partial<Record<SettingKey, SettingValue>>;
      readonly restarts: boolean;
    }
  /** One item of an array that is too large for a request; the last of several restarts Pi-hole, if any does. */
  | {
      readonly kind: "setting-item";
      readonly key: SettingKey;
      readonly item: string;
      readonly present: boolean;
      readonly restart: "none" | "later" | "now";
    }
  | { readonly kind: "blocking"; readonly enabled: boolean; readonly timer: number | null }
  | { readonly kind: "gravity"; readonly generation: string; readonly lists: string };
