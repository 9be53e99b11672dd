import * as z from "zod";
import { shownName } from "./shown";
import type { SyncRowKey } from "../plan/step";
import type { SyncState } from "./sync-state";

/*
 * What sync goes on around: a row or a setting that one node cannot read or send, or does not take.
 */

/** `table` is a table, "settings" (then `item` is the key), or the key of a setting that is a list. */
export interface AsidePlace extends SyncRowKey {
  readonly table: string;
}

export interface Aside extends AsidePlace {
  readonly why: string;
}

export const asidesSchema = z
  .array(
    z.object({
      table: z.string(),
      item: z.string(),
      type: z.string().optional(),
      kind: z.string().optional(),
      why: z.string(),
    }),
  )
  .max(100_000);

/** One text for one place, for maps and sets. */
export const placeText = ({ table, item, type, kind }: AsidePlace): string =>
  JSON.stringify([table, item, type ?? "", kind ?? ""]);

/** For people: `domains: ads.example (deny, exact): Invalid domain`. */
export function asideWords({ table, item, type, kind, why }: Aside): string {
  const traits = [type, kind].filter((trait) => trait !== undefined && trait !== "");
  const name = traits.length === 0 ? shownName(item) : `${shownName(item)} (${traits.join(", ")})`;
  return `${table}: ${name}: ${why}`;
}

/** The state without what is at these places. The default group is always part of it. */
export function without(state: SyncState, places: ReadonlySet<string>): SyncState {
  if (places.size === 0) return state;
  const stays = (place: AsidePlace): boolean => !places.has(placeText(place));
  const settings = Object.entries(state.settings)
    .filter(([key]) => stays({ table: "settings", item: key }))
    .map(([table, value]) => [
      table,
      Array.isArray(value) ? value.filter((item) => stays({ table, item })) : value,
    ]);
  return {
    ...state,
    groups: state.groups.filter(({ name, isDefault }) => isDefault || stays({ table: "groups", item: name })),
    lists: state.lists.filter(({ address, type }) => stays({ table: "lists", item: address, type })),
    domains: state.domains.filter(({ domain, type, kind }) =>
      stays({ table: "domains", item: domain, type, kind }),
    ),
    clients: state.clients.filter(({ client }) => stays({ table: "clients", item: client })),
    settings: Object.fromEntries(settings) as SyncState["settings"],
  };
}

/** What a state has at a place, as a text; undefined if it has nothing there. */
export function contentAt(state: SyncState, { table, item, type, kind }: AsidePlace): string | undefined {
  const found = ((): unknown => {
    switch (table) {
      case "groups":
        return state.groups.find(({ name }) => name === item);
      case "lists":
        return state.lists.find((row) => row.address === item && row.type === type);
      case "domains":
        return state.domains.find((row) => row.domain === item && row.type === type && row.kind === kind);
      case "clients":
        return state.clients.find(({ client }) => client === item);
      case "settings":
        return Object.entries(state.settings).find(([key]) => key === item);
      default:
        return Object.entries(state.settings).some(
          ([key, value]) => key === table && Array.isArray(value) && value.includes(item),
        );
    }
  })();
  return found === undefined ? undefined : JSON.stringify(found);
}
