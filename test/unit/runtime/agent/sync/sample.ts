import type { Traits } from "../../../../../runtime/agent/sync/model/setting-keys";
import type {
  Client,
  Domain,
  Group,
  List,
  SyncState,
} from "../../../../../runtime/agent/sync/model/sync-state";

/** A state of one default group, changed as the test says. */
export const state = (change: Partial<SyncState> = {}): SyncState => ({
  groups: [group("Default", { isDefault: true })],
  lists: [],
  domains: [],
  clients: [],
  settings: {},
  blocking: { enabled: true, timer: null },
  gravity: { generation: "one", lists: "", domains: 0 },
  ...change,
});

export const group = (name: string, change: Partial<Group> = {}): Group => ({
  name,
  comment: null,
  enabled: true,
  isDefault: false,
  ...change,
});

export const domain = (name: string, change: Partial<Domain> = {}): Domain => ({
  domain: name,
  type: "deny",
  kind: "exact",
  comment: null,
  enabled: true,
  groups: ["Default"],
  ...change,
});

export const list = (address: string, change: Partial<List> = {}): List => ({
  address,
  type: "block",
  comment: null,
  enabled: true,
  groups: ["Default"],
  built: true,
  ...change,
});

export const client = (name: string, change: Partial<Client> = {}): Client => ({
  client: name,
  comment: null,
  groups: ["Default"],
  ...change,
});

/** As FTL 6.4 flags them. */
export const traits: Traits = {
  "dns.hosts": { restarts: false, forced: false },
  "dns.blockTTL": { restarts: false, forced: false },
  "misc.privacylevel": { restarts: false, forced: false },
  "dns.cnameRecords": { restarts: true, forced: false },
  "dns.revServers": { restarts: true, forced: false },
  "dns.domain.name": { restarts: true, forced: false },
};
