import * as z from "zod";
import type { PiholeClient } from "../pihole/pihole-client";
import type { Query } from "./query";

const deadlineMs = 10_000;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const headSchema = z.object({ cursor: z.number().nullable() });
const querySchema = z.object({
  id: z.number().int(),
  time: z.number(),
  type: text,
  status: text,
  domain: text,
  client: z.object({ ip: text, name: text }),
  upstream: text,
  reply: z.object({ type: text, time: z.number().nullish() }),
});
const queriesSchema = z.object({ queries: z.array(querySchema) });

const microseconds = (seconds: number): number => Math.round(seconds * 1e6);

/** What this node's Pi-hole has recorded in its memory, by its numbers. Rejects as `PiholeClient.ask` does. */
export class PiholeLog {
  constructor(
    private readonly node: string,
    private readonly pihole: Pick<PiholeClient, "ask">,
    private readonly signal?: AbortSignal,
  ) {}

  /** The number of the last query; undefined if there is none, or if Pi-hole's privacy level tells nothing. */
  async head(): Promise<number | undefined> {
    const { cursor } = headSchema.parse(await this.get("length=1"));
    return cursor === null || cursor < 0 ? undefined : cursor;
  }

  /** Queries from a number downwards, the newest first. */
  async downFrom(cursor: number, most: number): Promise<Query[]> {
    return this.queries(`cursor=${cursor}&length=${most}`);
  }

  /** The oldest query that Pi-hole still has in memory. */
  async first(): Promise<Query | undefined> {
    const order = { "order[0][column]": "0", "order[0][dir]": "asc", "columns[0][data]": "time" };
    return (await this.queries(`length=1&${new URLSearchParams(order).toString()}`))[0];
  }

  private async queries(parameters: string): Promise<Query[]> {
    const { queries } = queriesSchema.parse(await this.get(parameters));
    return queries.map(({ id, time, type, status, domain, client, upstream, reply }) => ({
      node: this.node,
      id,
      at: microseconds(time),
      type,
      status,
      domain,
      client: client.ip,
      clientName: client.name,
      upstream,
      reply: reply.type,
      took: Math.max(0, microseconds(reply.time ?? 0)),
    }));
  }

  private async get(parameters: string): Promise<unknown> {
    const question = { method: "GET", path: `/api/queries?${parameters}`, deadlineMs } as const;
    return (await this.pihole.ask(question, this.signal)).body;
  }
}
