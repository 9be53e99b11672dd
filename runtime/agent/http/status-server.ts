import { createServer, type Server, type ServerResponse } from "node:http";
import { metrics } from "../metrics";
import { readiness, status, type Snapshot } from "../snapshot";
import { closeNow, listen } from "./listen";

/** Serves /ready, /status and /metrics; reads only, and knows nothing but the snapshot. */
export class StatusServer {
  private readonly server: Server;

  constructor(private readonly snapshot: () => Snapshot) {
    this.server = createServer((request, response) => {
      const path = (request.url ?? "/").split("?")[0]!;
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.setHeader("allow", "GET, HEAD");
        return json(response, 405, { error: "method not allowed" });
      }
      return this.answer(path, response);
    });
    this.server.headersTimeout = 5_000;
    this.server.requestTimeout = 5_000;
    this.server.keepAliveTimeout = 5_000;
    this.server.timeout = 10_000;
    this.server.maxConnections = 64;
  }

  /** Listens; resolves to the port. Rejects where the port is taken. */
  start(port: number): Promise<number> {
    return listen(this.server, port);
  }

  stop(): void {
    closeNow(this.server);
  }

  private answer(path: string, response: ServerResponse): void {
    switch (path) {
      case "/ready": {
        const ready = readiness(this.snapshot());
        return json(response, ready.ok ? 200 : 503, ready);
      }
      case "/status":
        return json(response, 200, status(this.snapshot()));
      case "/metrics":
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
        response.end(metrics(this.snapshot()));
        return;
      default:
        return json(response, 404, { error: "not found", paths: ["/ready", "/status", "/metrics"] });
    }
  }
}

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}
