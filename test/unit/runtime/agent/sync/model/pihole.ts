import { z } from "zod";
import type { PiholeAnswers } from "../../../../../../runtime/agent/sync/read/read-sync-state";
import type { StepRequest } from "../../../../../../runtime/agent/sync/apply/requests";
import type { ApiAnswer } from "../../../../../../runtime/agent/sync/apply/trouble";
import { detailed, ModelConfig, plain } from "./config";
import { ModelTables, process, type Processed, type RowTable } from "./tables";

type Handle = (match: RegExpMatchArray, query: URLSearchParams, body: unknown) => ApiAnswer | undefined;

const one = z.union([
  z
    .string()
    .min(1)
    .transform((item) => [item]),
  z.array(z.string()).min(1),
]);
const keys = z.array(
  z.object({ item: z.string(), type: z.string().optional(), kind: z.string().optional() }),
);
const names: Record<RowTable, string> = { lists: "address", domains: "domain", clients: "client" };

/** A Pi-hole in memory: the API that sync uses, with its traps. */
export class ModelPihole {
  blocking: { enabled: boolean; timer: number | null } = { enabled: true, timer: null };

  constructor(
    readonly tables: ModelTables,
    readonly config: ModelConfig,
  ) {}

  /** As Pi-hole's web server does: decodes the path, resolves dot segments to see who is asked, and keeps it raw. */
  handle({ method, path, body }: StepRequest): ApiAnswer {
    if (path.length > 12_000) return refuse(414, "bad_request", "URI too long");
    if (body !== undefined && Buffer.byteLength(JSON.stringify(body)) >= 64 * 1024)
      return refuse(400, "bad_request", "No request body data");
    const [raw = "", query] = path.split("?");
    const decoded = decodeURIComponent(raw);
    if (!withoutDots(decoded).startsWith("/api/")) return { status: 404, body: undefined };
    const sent: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    for (const [route, handle] of this.routes) {
      const match = `${method} ${decoded}`.match(route);
      const answer = match && handle(match, new URLSearchParams(query), sent);
      if (answer) return answer;
    }
    return refuse(404, "not_found", "Not found");
  }

  private readonly routes: readonly (readonly [RegExp, Handle])[] = [
    [
      /^POST \/api\/groups$/s,
      (_, __, body) => this.done(201, this.tables.addGroups(items(body, "name"), body)),
    ],
    [
      /^PUT \/api\/groups\/(.+)$/s,
      ([, name = ""], _, body) => this.done(200, this.tables.putGroup(name, body)),
    ],
    [
      /^POST \/api\/groups:batchDelete$/s,
      (_, __, body) => this.deleted(this.tables.deleteGroups(keys.parse(body).map(({ item }) => item))),
    ],
    [
      /^POST \/api\/(lists|domains|clients):batchDelete$/s,
      ([, table], _, body) => this.batchDelete(table as RowTable, body),
    ],
    [
      /^POST \/api\/(clients|lists|domains\/(allow|deny)\/(exact|regex))$/s,
      ([, path = "", type, kind], query, body) => this.post(path, type, kind, query, body),
    ],
    [/^PUT \/api\/(clients)\/(.+)$/s, ([, , item = ""], _, body) => this.put("clients", item, "", "", body)],
    [
      /^PUT \/api\/(lists)\/(.+)$/s,
      ([, , item = ""], query, body) => this.put("lists", item, query.get("type"), "", body),
    ],
    [
      /^PUT \/api\/domains\/(allow|deny)\/(exact|regex)\/(.+)$/s,
      ([, type = "", kind = "", item = ""], _, body) => this.put("domains", item, type, kind, body),
    ],
    [/^PATCH \/api\/config$/s, (_, __, body) => this.patch(body)],
    [/^POST \/api\/dns\/blocking$/s, (_, __, body) => this.block(body)],
    [/^POST \/api\/action\/gravity$/s, () => (this.tables.gravity(), { status: 200, body: undefined })],
  ];

  private post(path: string, type = "", kind = "", query: URLSearchParams, body: unknown): ApiAnswer {
    const table = path.split("/")[0] as RowTable;
    const listType = table === "lists" ? query.get("type") : type;
    if (listType === null) return refuse(400, "bad_request", "Invalid request: Specify type parameter");
    const all = items(body, names[table]);
    const spaced = kind === "regex" ? undefined : all.find((item) => /[ \t\n]/.test(item));
    if (spaced !== undefined) return refuse(400, "bad_request", "Spaces, newlines and tabs are not allowed");
    return this.done(201, this.tables.addRows(table, all, listType, kind, body));
  }

  private put(table: RowTable, item: string, type: string | null, kind: string, body: unknown): ApiAnswer {
    if (type === null) return refuse(400, "bad_request", "Invalid request: Specify type parameter");
    return this.done(
      200,
      process([item], () => this.tables.putRow(table, item, type, kind, body)),
    );
  }

  private batchDelete(table: RowTable, body: unknown): ApiAnswer {
    const rows = keys.parse(body).map(({ item, type = "", kind = "" }) => ({ item, type, kind }));
    return this.deleted(this.tables.deleteRows(table, rows));
  }

  private patch(body: unknown): ApiAnswer {
    const complaint = this.config.patch((body as { config: unknown }).config);
    if (complaint !== undefined) return refuse(400, "bad_request", complaint);
    return { status: 200, body: { config: this.config.tree(plain) } };
  }

  private block(body: unknown): ApiAnswer {
    const { blocking, timer } = z.object({ blocking: z.boolean(), timer: z.number().nullish() }).parse(body);
    this.blocking = { enabled: blocking, timer: timer ? timer : null };
    return { status: 200, body: this.answers().blocking };
  }

  private done(status: number, processed: Processed): ApiAnswer {
    return { status, body: { processed } };
  }

  private deleted(count: number): ApiAnswer {
    return { status: count > 0 ? 204 : 404, body: count > 0 ? undefined : {} };
  }

  /** What the reading requests answer. */
  answers(): PiholeAnswers {
    const dates = { date_added: 1, date_modified: 2 };
    const { groups, rows } = this.tables;
    const answers = {
      groups: { groups: groups.map((group) => ({ ...group, ...dates })), took: 0.001 },
      lists: {
        lists: rows.lists.map(({ item, kind: _, ...row }) => ({
          address: item,
          ...row,
          ...dates,
          number: 3,
        })),
      },
      domains: {
        domains: rows.domains.map(({ item, status: _, ...row }) => ({
          domain: item,
          unicode: item,
          ...row,
          ...dates,
        })),
      },
      clients: {
        clients: rows.clients.map(({ id, item, comment, groups }) => ({
          client: item,
          name: "",
          comment,
          groups,
          id,
          ...dates,
        })),
      },
      config: { config: this.config.tree(detailed), topics: [] },
      blocking: {
        blocking: this.blocking.enabled ? "enabled" : "disabled",
        timer: this.blocking.timer,
        took: 0.001,
      },
    };
    return JSON.parse(JSON.stringify(answers)) as PiholeAnswers;
  }
}

const items = (body: unknown, name: string): string[] =>
  one.parse((body as Record<string, unknown> | undefined)?.[name]);

const refuse = (status: number, key: string, message: string): ApiAnswer => ({
  status,
  body: { error: { key, message, hint: null } },
});

function withoutDots(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  return kept.join("/");
}
