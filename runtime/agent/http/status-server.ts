import { createServer, type Server, type ServerResponse } from "node:http";
import { metrics } from "../metrics/all-metrics";
import type { ClusterEvent } from "../events/event";
import { localZoneStatus } from "../local-zone/local-zone-status";
import { readiness, status, type Snapshot } from "../snapshot";
import { alone } from "./alone";
import { ConnectionGate, isOneOf, putBefore, type OnRefused } from "./connection-gate";
import { closeNow, listen } from "./listen";

const places = { total: 64, perAddress: 8, reserved: 24, perSecond: 20 };

export interface StatusSeen {
  /** Undefined if the agent has not told it lately. */
  readonly snapshot: () => Snapshot | undefined;
  /** What happened lately on all nodes. */
  readonly events: () => readonly ClusterEvent[];
}

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** Serves /ready, /status, /dnssec, /events and /metrics; reads only, and knows nothing but what the agent has told. */
export class StatusServer {
  readonly server: Server;
  /** An answer is made once from each snapshot, however often it is asked for. */
  private made: { of: Snapshot | undefined; answers: Map<string, Answer> } = {
    of: undefined,
    answers: new Map(),
  };

  constructor(
    private readonly seen: StatusSeen,
    /** Addresses that always get a connection. */
    peers: readonly string[] = [],
    onRefused?: OnRefused,
  ) {
    this.server = createServer(
      alone((request, response) => {
        const path = (request.url ?? "/").split("?")[0]!;
        if (request.method !== "GET" && request.method !== "HEAD") {
          response.setHeader("allow", "GET, HEAD");
          return send(response, json(405, { error: "method not allowed" }));
        }
        return send(response, this.answer(path));
      }, onRefused),
    );
    this.server.headersTimeout = 5_000;
    this.server.requestTimeout = 5_000;
    this.server.keepAliveTimeout = 5_000;
    this.server.timeout = 10_000;
    putBefore(this.server, new ConnectionGate({ ...places, isKnown: isOneOf(peers) }), onRefused);
  }

  /** Listens; resolves to the port. Rejects if the port is taken. */
  start(port: number): Promise<number> {
    return listen(this.server, port);
  }

  stop(): void {
    closeNow(this.server);
  }

  private answer(path: string): Answer {
    const snapshot = this.seen.snapshot();
    if (this.made.of !== snapshot) this.made = { of: snapshot, answers: new Map() };
    const { answers } = this.made;
    const known = answers.get(path);
    if (known) return known;
    const answer = answerFrom(snapshot, path, this.seen.events);
    if (answer.code !== 404) answers.set(path, answer);
    return answer;
  }
}

const paths = ["/ready", "/status", "/metrics", "/events", "/dnssec"];

function answerFrom(
  snapshot: Snapshot | undefined,
  path: string,
  events: () => readonly ClusterEvent[],
): Answer {
  if (!paths.includes(path)) return json(404, { error: "not found", paths });
  if (snapshot === undefined)
    return json(503, { ok: false, role: "follower", reason: "the agent has not told its state lately" });
  if (path === "/events") return json(200, { node: snapshot.config.node, events: events() });
  if (path === "/status") return json(200, status(snapshot));
  if (path === "/dnssec") return dnssec(snapshot);
  if (path === "/metrics")
    return { code: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: metrics(snapshot) };
  const ready = readiness(snapshot);
  return json(ready.ok ? 200 : 503, ready);
}

function dnssec(snapshot: Snapshot): Answer {
  const zone = localZoneStatus(snapshot);
  return zone ? json(200, zone) : json(404, { error: "this cluster has no signed zone (localZone)" });
}

const json = (code: number, body: unknown): Answer => ({
  code,
  type: "application/json",
  body: `${JSON.stringify(body)}\n`,
});

function send(response: ServerResponse, { code, type, body }: Answer): void {
  response.writeHead(code, { "content-type": type });
  response.end(body);
}
