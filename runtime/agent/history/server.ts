import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { errorText } from "../../contract/error-text";
import { firstLine, formats, line, type Format } from "./export";
import { placeOf, search, wishOf, type Wish } from "./search";
import type { HistoryStore } from "./store";
import { summary } from "./summary";

const pageQueries = 2_000;
const exportedAtOnce = 1_000;

export interface Found {
  readonly queries: ReturnType<typeof search>;
  /** Where older ones follow; undefined if there are none. */
  readonly before: string | undefined;
}

/**
 * Answers the agent, its doors and the command, through a socket that only processes of this container reach: GET
 * /page (for a peer), /queries, /summary, /seen, and /export.FORMAT.
 */
export class HistoryServer {
  private readonly server: Server;

  constructor(
    private readonly socket: string,
    private readonly store: HistoryStore,
    private readonly now: () => number,
  ) {
    this.server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://history");
      this.answer(pathname, searchParams, response).catch((error: unknown) => {
        if (response.headersSent) return void response.destroy();
        json(response, 500, { error: errorText(error) });
      });
    });
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    rmSync(this.socket, { force: true });
    this.server.listen(this.socket);
    await once(this.server, "listening");
    chmodSync(this.socket, 0o600);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const format = formats.find((known) => path === `/export.${known}`);
    if (format) return this.export(format, wishOf(query), response);
    switch (path) {
      case "/page":
        return json(
          response,
          200,
          this.store.page(query.get("store") ?? "", placeIn(query.get("after")), pageQueries),
        );
      case "/queries":
        return json(response, 200, this.found(wishOf(query)));
      case "/summary":
        return json(response, 200, summary(this.store, wishOf(query), this.now()));
      case "/seen":
        return json(response, 200, this.store.seen());
      default:
        return json(response, 404, { error: "knows no such question" });
    }
  }

  private found(wish: Wish): Found {
    const queries = search(this.store, { ...wish, most: wish.most + 1 });
    const last = queries[wish.most - 1];
    const more = queries.length > wish.most && last;
    return { queries: queries.slice(0, wish.most), before: more ? placeOf(more) : undefined };
  }

  /** Bit by bit, as fast as it is taken: new queries are read meanwhile. */
  private async export(format: Format, wish: Wish, response: ServerResponse): Promise<void> {
    response.writeHead(200, { "content-type": format === "csv" ? "text/csv" : "application/jsonl" });
    response.write(firstLine(format));
    for (let { before } = wish; !response.destroyed;) {
      const found = search(this.store, { ...wish, before, most: exportedAtOnce }, true);
      const text = found.map((query) => line(format, query)).join("");
      if (!response.write(text)) await Promise.race([once(response, "drain"), once(response, "close")]);
      const last = found.at(-1);
      if (found.length < exportedAtOnce || !last) break;
      before = placeOf(last);
      await turn();
    }
    response.end();
  }
}

function placeIn(text: string | null): number {
  const place = Number(text ?? 0);
  return Number.isSafeInteger(place) && place >= 0 ? place : 0;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
