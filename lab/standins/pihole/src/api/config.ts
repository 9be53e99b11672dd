import { same, type Item, type Value } from "../config/item";
import { itemOf, items } from "../config/items";
import { planPatch } from "../config/patch";
import type { ConfigStore } from "../config/store";
import { buildTree } from "../config/tree";
import { fail, jsonBody, reply, type Endpoint, type Reply, type Request } from "./exchange";
import { Turns } from "./turns";

export interface ConfigContext {
  readonly store: ConfigStore;
  /** Asks the DNS daemon what it thinks of the settings as they would be; its complaint, or undefined. */
  readonly judge: (values: ReadonlyMap<string, Value>) => Promise<string | undefined>;
  /** Takes over values: hosts at once, sessions ended, hash of a new password. Says whether a restart is due. */
  readonly apply: (
    changed: readonly Item[],
    values: ReadonlyMap<string, Value>,
  ) => Promise<{ restart: boolean }>;
  readonly restart: (reason: string) => void;
}

/** /api/config: read, PATCH, and PUT and DELETE of an array's elements. Changes are made one after another. */
export function configEndpoints(context: ConfigContext): Endpoint[] {
  const turns = new Turns();
  const guarded =
    (handle: (request: Request) => Promise<Reply>) =>
    (request: Request): Reply | Promise<Reply> =>
      forbiddenForApp(context, request) ?? turns.run(() => handle(request));
  const change = guarded((request) => changeElement(context, request));
  return [
    { method: "GET", path: "config", auth: true, handle: (request) => read(context, request) },
    { method: "GET", path: "config/**", auth: true, handle: (request) => read(context, request) },
    { method: "PATCH", path: "config", auth: true, handle: guarded((request) => patch(context, request)) },
    { method: "PUT", path: "config/**", auth: true, handle: change },
    { method: "DELETE", path: "config/**", auth: true, handle: change },
  ];
}

function forbiddenForApp({ store }: ConfigContext, { auth }: Request): Reply | undefined {
  if (auth.kind !== "session" || !auth.session.app || store.all().get("webserver.api.app_sudo") === true)
    return undefined;
  const why = "The current app session is not allowed to modify Pi-hole config settings";
  const hint = `${why} (webserver.api.app_sudo is false)`;
  return fail(403, "forbidden", "Unable to change configuration (read-only)", hint);
}

function read({ store }: ConfigContext, request: Request): Reply {
  const path = request.path.slice(1);
  const detailed = request.query.get("detailed") === "true";
  const shown = (item: Item): Value => (item.writeOnly ? "********" : store.valueOf(item));
  const config = buildTree(items, path, (item) =>
    detailed
      ? {
          description: "",
          allowed: item.allowed?.map((each) => ({ item: String(each), description: "" })) ?? null,
          type: item.type,
          value: shown(item),
          default: item.default,
          modified: store.isModified(item),
          flags: {
            restart_dnsmasq: item.restart,
            session_reset: item.sessionReset,
            env_var: store.isForced(item.key),
          },
        }
      : shown(item),
  );
  return reply(200, detailed ? { topics: [], dns_servers: [], config } : { config });
}

async function patch(context: ConfigContext, request: Request): Promise<Reply> {
  const body = jsonBody(request);
  if ("status" in body) return body;
  const { config } = body.object;
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    return fail(400, "body_error", 'No "config" object in body data');
  }
  if (context.store.all().get("misc.readOnly") === true) {
    return fail(403, "forbidden", "The config is currently in read-only mode");
  }
  const plan = planPatch(context.store, config);
  if (!plan.ok) return fail(400, "bad_request", plan.message, plan.hint);
  const problem = await install(context, request, plan.changed, plan.values);
  return "status" in problem ? problem : { ...read(context, { ...request, path: ["config"] }), ...problem };
}

/** Judges and installs; gives what is to be done after the reply, or the refusal. */
async function install(
  context: ConfigContext,
  request: Request,
  changed: readonly Item[],
  values: ReadonlyMap<string, Value>,
): Promise<Reply | { readonly after?: () => void }> {
  if (changed.length === 0) return {};
  if (changed.some((item) => item.restart)) {
    const complaint = await context.judge(new Map([...context.store.all(), ...values]));
    if (complaint !== undefined) return fail(400, "bad_request", "Invalid configuration", complaint);
  }
  const { restart } = await context.apply(changed, values);
  if (!restart || request.query.get("restart") === "false") return {};
  return { after: () => context.restart("dnsmasq config changed") };
}

/** PUT adds, DELETE removes one element of an array: /api/config/dns/hosts/{element}. */
async function changeElement(context: ConfigContext, request: Request): Promise<Reply> {
  const adding = request.method === "PUT";
  const path = request.path.slice(1);
  if (path.length < 2) {
    const purpose = adding ? 'add "127.0.0.1" to' : 'remove "127.0.0.1" from';
    const example = `${request.method} /api/config/dns/upstreams/127.0.0.1 to ${purpose} config.dns.upstreams`;
    return fail(400, "bad_request", "Invalid path depth", `Use, e.g., ${example}`);
  }
  const element = path.at(-1)!;
  const item = itemOf(path.slice(0, -1).join("."));
  if (item === undefined || item.type !== "string array") return reply(404, {});
  if (context.store.isForced(item.key)) {
    const message = "Config items set via environment variables cannot be changed via the API";
    return fail(400, "bad_request", message, item.key);
  }
  const before = context.store.valueOf(item) as readonly string[];
  const there = before.includes(element);
  if (adding && there)
    return fail(400, "bad_request", "Item already present", "Uniqueness of items is enforced");
  if (!adding && !there) return reply(404, {});
  const after = adding ? [...before, element] : removeFirst(before, element);
  const problem = adding ? item.check?.(after, item.key) : undefined;
  if (problem !== undefined) return fail(400, "bad_request", "Invalid value", problem);
  const outcome = await install(
    context,
    request,
    same(before, after) ? [] : [item],
    new Map([[item.key, after]]),
  );
  return "status" in outcome ? outcome : { ...(adding ? reply(201, {}) : reply(204)), ...outcome };
}

function removeFirst(list: readonly string[], element: string): string[] {
  const at = list.indexOf(element);
  return list.filter((_, i) => i !== at);
}
