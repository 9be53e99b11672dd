import { syncStateSchema, type SyncState } from "../../../../../runtime/agent/sync/model/sync-state";

/** A small whole state, changed as a test wants it. */
export const stateWith = (change: Partial<SyncState> = {}): SyncState =>
  syncStateSchema.parse({
    groups: [{ name: "Default", comment: null, enabled: true, isDefault: true }],
    lists: [],
    domains: [],
    clients: [],
    settings: { "dns.hosts": [], "dns.cnameRecords": [], "dhcp.hosts": [] },
    blocking: { enabled: true, timer: null },
    gravity: { generation: "one", lists: "", domains: 0 },
    ...change,
  });

/** Exact denied domains of these names, in the default group. */
export const denied = (...names: string[]): SyncState["domains"] =>
  names.map((domain) => ({
    domain,
    type: "deny",
    kind: "exact",
    comment: null,
    enabled: true,
    groups: ["Default"],
  }));
