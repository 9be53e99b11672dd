import type { TableName } from "../../gravity/tables";
import { fail, jsonBody, type Endpoint, type Reply, type Request } from "../exchange";
import type { Turns } from "../turns";
import { readTable } from "./read";
import { keyOf, parseBatch, remove } from "./remove";
import { parseTarget, type Target } from "./target";
import { applyWrite, parseWrite, type WriteParts } from "./write";

interface Context extends WriteParts {
  /** FTL's lock: readers wait for writers. */
  readonly turns: Turns;
  /** Does the work while DNS stands still for `ms` milliseconds at least. */
  readonly whileDnsWaits: (ms: number, work: () => Reply) => Promise<Reply>;
  /** Something in the database is different now. */
  readonly changed: () => void;
}

/** As measured: DNS stands still for as long, in ms, for each item that a request writes. */
const holdPerItem = 0.75;

/** /api/groups, lists, domains and clients, with :batchDelete. */
export function tableEndpoints(context: Context): Endpoint[] {
  const tables: readonly TableName[] = ["groups", "lists", "domains", "clients"];
  return tables.flatMap((table) => {
    const on = (method: string, path: string, handle: Endpoint["handle"]): Endpoint => ({
      method,
      path,
      auth: true,
      handle: (request) => context.turns.run(() => handle(request)),
    });
    const [get, change] = [targeted(context, read), targeted(context, write)];
    return [
      ...[table, `${table}/**`].map((path) => on("GET", path, get)),
      ...[table, `${table}/**`].map((path) => on("POST", path, change)),
      ...[table, `${table}/**`].map((path) => on("PUT", path, change)),
      ...[table, `${table}/**`].map((path) => on("DELETE", path, targeted(context, removeOne))),
      on("POST", `${table}:batchDelete`, (request) => removeMany(context, table, request)),
    ];
  });
}

type Handler = (context: Context, target: Target, request: Request) => Reply | Promise<Reply>;

function targeted(context: Context, handle: Handler): Endpoint["handle"] {
  return (request) => {
    const target = parseTarget(request.path, request.query.get("type"));
    const either = '(should be either "allow" or "block")';
    if (target === undefined) {
      const message = `Invalid request: Invalid type parameter ${either}`;
      return fail(400, "bad_request", message, request.query.toString());
    }
    if (request.method !== "GET" && !target.precise) {
      return target.table === "lists"
        ? fail(400, "bad_request", `Invalid request: Specify type parameter ${either}`)
        : fail(400, "uri_error", "Invalid request: Specify list to modify more precisely", request.rawPath);
    }
    return handle(context, target, request);
  };
}

const read: Handler = ({ database }, target) => readTable(database, 200, target);

const write: Handler = (context, target, request) => {
  if (request.method === "PUT" && target.item === undefined) {
    return fail(400, "uri_error", "Invalid request: Specify item in URI");
  }
  if (request.method === "POST" && target.item !== undefined) {
    const message = "Invalid request: Specify item in payload, not as URI parameter";
    return fail(400, "uri_error", message, target.item);
  }
  const body = jsonBody(request);
  if ("status" in body) return body;
  const parsed = parseWrite(target, request.method, body.object);
  if ("status" in parsed) return parsed;
  return changing(context, parsed.items.length * holdPerItem, () =>
    applyWrite(context, target, parsed, request),
  );
};

const removeOne: Handler = (context, target) =>
  changing(context, holdPerItem, () => remove(context, target.table, [keyOf(target)]));

function removeMany(context: Context, table: TableName, request: Request): Reply | Promise<Reply> {
  const body = jsonBody(request);
  if ("status" in body) return body;
  const keys = parseBatch(table, body.object);
  if ("status" in keys) return keys;
  // One transaction for all: as measured, it takes hardly longer for 200 than for one.
  return changing(context, holdPerItem, () => remove(context, table, keys));
}

async function changing(context: Context, ms: number, work: () => Reply): Promise<Reply> {
  const outcome = await context.whileDnsWaits(ms, work);
  context.changed();
  return outcome;
}
