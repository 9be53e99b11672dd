import type { SyncState } from "./sync-state";

/** What an agent of the version before takes of a state: it refuses a state that has more in any row. */
const longest = { item: 8_192, comment: 4_096, name: 1_024, groups: 1_000 };

const fits = (item: string, most: number, comment: string | null, groups: readonly string[] = []): boolean =>
  item.length <= most &&
  (comment?.length ?? 0) <= longest.comment &&
  groups.length <= longest.groups &&
  groups.every((name) => name.length <= longest.name);

/** The state without the rows that an agent of the version before cannot read: it follows in all others. */
export const narrow = (state: SyncState): SyncState => ({
  ...state,
  groups: state.groups.filter(
    ({ name, comment, isDefault }) => isDefault || fits(name, longest.name, comment),
  ),
  lists: state.lists.filter(({ address, comment, groups }) => fits(address, longest.item, comment, groups)),
  domains: state.domains.filter(({ domain, comment, groups }) => fits(domain, longest.item, comment, groups)),
  clients: state.clients.filter(({ client, comment, groups }) => fits(client, longest.name, comment, groups)),
});
