import type { FoundContent, Left } from "../../../contract/adoption";
import { whyNotSynced } from "../../../contract/node-settings";
import { sameSetting } from "../model/equal";
import { byCodeUnits, sorted } from "../read/common";
import { unsendable } from "../read/read-rows";
import { settingKeys, settingOf, type SettingKey, type Traits } from "../model/setting-keys";
import { settingValue, type SyncState } from "../model/sync-state";
import type { SyncRowKey } from "./step";
import { keyText } from "../model/table-rules";

/** What a cluster is to have of what was found elsewhere. */
export interface AdoptedState {
  readonly state: SyncState;
  /** What has no place in it, with what the source's reader has left out already. */
  readonly left: readonly Left[];
}

interface Own {
  readonly state: SyncState;
  readonly traits: Traits;
}

/**
 * What was found, as this leader's state would be with it: what a source does not have stays as it is here, and so do
 * blocking and the ways in. Throws if the groups of the source are no whole table.
 */
export function wantedOf(found: FoundContent, own: Own): AdoptedState {
  const left: Left[] = [...found.left];
  const groups = found.groups ?? own.state.groups;
  if (groups.filter(({ isDefault }) => isDefault).length !== 1)
    throw new Error("groups: exactly one default group is expected");
  const known = new Set(groups.map(({ name }) => name));
  const rowsOf = <Row extends Member>(table: string, rows: readonly Row[] | undefined, key: KeyOf<Row>) =>
    rows && sendable(table, rows, key, { known, left });
  const builtHere = new Set(
    own.state.lists.filter(({ built }) => built).map((list) => keyText(listKey(list))),
  );
  const lists = rowsOf("lists", found.lists, listKey)?.map((list) => ({
    ...list,
    built: builtHere.has(keyText(listKey(list))),
  }));
  return {
    state: {
      ...own.state,
      groups: sorted([...groups], ({ name }) => [name]),
      lists: lists ?? own.state.lists,
      domains: rowsOf("domains", found.domains, domainKey) ?? own.state.domains,
      clients: rowsOf("clients", found.clients, ({ client }) => ({ item: client })) ?? own.state.clients,
      settings: { ...own.state.settings, ...settingsOf(found, own, left) },
    },
    left,
  };
}

interface Member {
  readonly comment: string | null;
  readonly groups: string[];
}
type KeyOf<Row> = (row: Row) => SyncRowKey;

const listKey = ({ address, type }: { address: string; type: string }): SyncRowKey => ({
  item: address,
  type,
});
const domainKey = ({ domain, type, kind }: { domain: string; type: string; kind: string }): SyncRowKey => ({
  item: domain,
  type,
  kind,
});

/** The rows that a Pi-hole can be told, each once, sorted as sync compares them. */
function sendable<Row extends Member>(
  table: string,
  rows: readonly Row[],
  key: KeyOf<Row>,
  { known, left }: { readonly known: ReadonlySet<string>; readonly left: Left[] },
): Row[] {
  const seen = new Set<string>();
  const taken = rows.flatMap((row) => {
    const at = key(row);
    const what = `${table}: ${at.item}`;
    if (seen.has(keyText(at))) return (left.push({ what, why: "it is there more than once" }), []);
    seen.add(keyText(at));
    const why = unsendable(at.item, { comment: row.comment, groups: row.groups.map((_, i) => i) });
    if (why) return (left.push({ what, why: why.words }), []);
    const stray = row.groups.filter((group) => !known.has(group));
    if (stray.length > 0)
      left.push({ what: `${what}: its group ${stray.join(", ")}`, why: "there is no such group" });
    const groups = [...new Set(row.groups.filter((group) => known.has(group)))].sort(byCodeUnits);
    // Pi-hole cannot be told an empty comment.
    return [{ ...row, groups, comment: row.comment || null }];
  });
  return sorted(taken, (row) => {
    const { item, type = "", kind = "" } = key(row);
    return [item, type, kind];
  });
}

const isShared = (key: string): key is SettingKey => (settingKeys as readonly string[]).includes(key);

/** The shared settings that this leader can take; what else somebody has set there is told. */
function settingsOf(
  { settings, waysIn }: FoundContent,
  { state, traits }: Own,
  left: Left[],
): SyncState["settings"] {
  const taken: SyncState["settings"] = {};
  for (const [key, { value, changed }] of Object.entries(settings)) {
    const leave = (why: string): void => void (changed && left.push({ what: key, why }));
    if (!isShared(key)) {
      leave(whyNotSynced(key));
      continue;
    }
    const { data } = settingValue.safeParse(value);
    const present = state.settings[key];
    if (settingOf(key).secret && !waysIn)
      leave("an old way in is not taken along: set it anew at the VIP's page");
    else if (data === undefined || (Array.isArray(present) && !Array.isArray(data)))
      leave("its value cannot be read");
    else if (traits[key]?.forced) leave("the deployment of this cluster sets it");
    else if (present === undefined) leave("the cluster's Pi-hole has no such setting");
    else if (traits[key]?.refused !== undefined && sameSetting(key, traits[key].refused, data))
      leave("the cluster's Pi-hole has been seen not to start with it");
    else taken[key] = data;
  }
  return taken;
}
