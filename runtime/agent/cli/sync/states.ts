import type { KeptStates } from "../../sync/apply/kept-states";
import type { SyncState } from "../../sync/model/sync-state";
import type { SettingKey } from "../../sync/model/setting-keys";
import type { Print } from "../control";
import { errorText } from "../../../contract/error-text";

interface Described {
  readonly name: string;
  readonly at?: string;
  readonly why?: string;
  /** By table, and by setting that is a list of records. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Why the file cannot be used. */
  readonly trouble?: string;
}

/** Prints the kept states of this node. Resolves to the exit code. */
export function showStates(states: Pick<KeptStates, "names" | "read">, json: boolean, print: Print): number {
  const all = states.names().map((name) => describe(states, name));
  if (json) print(JSON.stringify(all));
  else if (all.length === 0) print("no state is kept: nothing has been changed here by sync");
  else all.map(words).forEach(print);
  return 0;
}

function describe(states: Pick<KeptStates, "read">, name: string): Described {
  try {
    const { at, why, state } = states.read(name);
    return { name, at, why, rows: rowsOf(state, records) };
  } catch (error) {
    return { name, trouble: errorText(error) };
  }
}

const records = ["dns.hosts", "dns.cnameRecords", "dhcp.hosts"] as const;

/** How many rows each table has, and each of these settings, which are lists of records. */
export function rowsOf(
  { groups, lists, domains, clients, settings }: SyncState,
  keys: readonly SettingKey[],
): Record<string, number> {
  const of = keys.map((key): [string, number] => {
    const value = settings[key];
    return [key, Array.isArray(value) ? value.length : 0];
  });
  return {
    groups: groups.length,
    lists: lists.length,
    domains: domains.length,
    clients: clients.length,
    ...Object.fromEntries(of),
  };
}

function words({ name, why, rows, trouble }: Described): string {
  if (!rows) return `${name}  ${trouble}`;
  const sizes = Object.entries(rows).filter(([, count]) => count > 0);
  return `${name}  ${why}: ${sizes.map(([table, count]) => `${table} ${count}`).join(", ")}`;
}
