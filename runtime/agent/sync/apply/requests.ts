import { reachableByPath } from "../model/url-safe-key";
import { longestBody, nested } from "../model/setting-size";
import type { SyncRowKey, SyncStep } from "../plan/step";

/** A request to Pi-hole's API, as it goes over the wire: the path is encoded, and is not to be touched by a URL parser. */
export interface StepRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** To be sent as JSON; undefined if there is none. */
  readonly body: unknown;
  /** How long nothing is to be asked after it, in ms, so that the DNS queries that waited are answered. */
  readonly pauseMs: number;
}

/** How long DNS is given after a request that kept it from answering, in ms. */
const breath = 20;
/** The same after one item of a setting: Pi-hole reads its local records again. */
const itemBreath = 5;

/** A step that no request of Pi-hole's can do. */
export class RequestError extends Error {}

/** The step's request. Throws RequestError if a group has no id, or the body would be more than Pi-hole takes. */
export function requestOf(step: SyncStep, groupIds: ReadonlyMap<string, number>): StepRequest {
  const request = unbounded(step, groupIds);
  const bytes = Buffer.byteLength(JSON.stringify(request.body ?? null));
  if (bytes > longestBody)
    throw new RequestError(`${bytes} bytes are more than Pi-hole takes in one request`);
  return request;
}

/** After such a step the groups' ids by name are to be read again: Pi-hole chooses them, and a name moves with its id. */
export const changesGroupIds = (step: SyncStep): boolean =>
  step.kind === "add-groups" || (step.kind === "set-group" && step.name !== step.group.name);

function unbounded(step: SyncStep, groupIds: ReadonlyMap<string, number>): StepRequest {
  const ids = (names: readonly string[]): number[] => names.map((name) => groupId(name, groupIds));
  switch (step.kind) {
    case "add-groups":
      return post("groups", { name: step.names, comment: step.comment, enabled: step.enabled });
    case "set-group": {
      const { name, comment, enabled } = step.group;
      return put(`groups/${encodeURIComponent(step.name)}`, { name, comment, enabled });
    }
    case "add-lists": {
      const { addresses, type, comment, enabled } = step;
      const body = { address: addresses, comment, groups: ids(step.groups), enabled };
      return post(`lists?type=${type}`, body);
    }
    case "set-list": {
      const { address, type, comment, enabled, groups } = step.list;
      const path = `lists/${encodeURIComponent(address)}?type=${type}`;
      return put(path, { type, comment, groups: ids(groups), enabled });
    }
    case "add-domains": {
      const { domains, type, domainKind, comment, enabled } = step;
      const body = { domain: domains, comment, groups: ids(step.groups), enabled };
      return post(`domains/${type}/${domainKind}`, body);
    }
    case "set-domain": {
      const { domain, type, kind, comment, enabled, groups } = step.domain;
      const path = `domains/${type}/${kind}/${encodeURIComponent(domain)}`;
      return put(path, { type, kind, comment, groups: ids(groups), enabled });
    }
    case "add-clients":
      return post("clients", { client: step.clients, comment: step.comment, groups: ids(step.groups) });
    case "set-client": {
      const { client, comment, groups } = step.client;
      return put(`clients/${encodeURIComponent(client)}`, { comment, groups: ids(groups) });
    }
    case "delete":
      return post(`${step.table}:batchDelete`, step.keys.map(deletion));
    case "settings":
      return { method: "PATCH", path: "/api/config", body: { config: nested(step.values) }, pauseMs: 0 };
    case "setting-item": {
      const { key, item, present, restart } = step;
      // Pi-hole decodes the path before it takes it apart.
      if (item.includes("/") || !reachableByPath(item))
        throw new RequestError(
          `${key} is more than one request holds, and "${item}" cannot be sent by itself`,
        );
      const path = `/api/config/${key.replaceAll(".", "/")}/${encodeURIComponent(item)}`;
      const query = restart === "later" ? "?restart=false" : "";
      return { method: present ? "PUT" : "DELETE", path: path + query, body: undefined, pauseMs: itemBreath };
    }
    case "blocking":
      return { ...post("dns/blocking", { blocking: step.enabled, timer: step.timer }), pauseMs: 0 };
    case "gravity":
      return { ...post("action/gravity", undefined), pauseMs: 0 };
  }
}

const post = (path: string, body: unknown): StepRequest => ({
  method: "POST",
  path: `/api/${path}`,
  body,
  pauseMs: breath,
});
const put = (path: string, body: unknown): StepRequest => ({
  method: "PUT",
  path: `/api/${path}`,
  body,
  pauseMs: 0,
});

const deletion = ({ item, type, kind }: SyncRowKey): SyncRowKey => ({
  item,
  ...(type === undefined ? {} : { type }),
  ...(kind === undefined ? {} : { kind }),
});

function groupId(name: string, ids: ReadonlyMap<string, number>): number {
  const id = ids.get(name);
  // Pi-hole would put the row into the default group instead, and say 201.
  if (id === undefined) throw new RequestError(`this Pi-hole has no group "${name}"`);
  return id;
}
