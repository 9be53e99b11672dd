import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Connections for each of the two ports. A browser opens six; a program may make a new one for each of its requests. */
export const connections = { total: 256, perAddress: 32, reserved: 32, perSecond: 200 } as const;

/** Requests that Pi-hole is asked at once; its web server has 50 threads, and the agent needs some of them. */
export const upstreamPlaces = { total: 16, perClient: 8, mostWaiting: 32, waitMs: 30_000 } as const;

export const bodies = {
  /** Pi-hole takes no more, except of an import. */
  longest: 64 * 1024,
  /** An export is some 25 KB. What is longer is passed as it comes. */
  longestImport: 4 * 1024 * 1024,
  /** Of the agent's own pages. */
  longestForm: 4 * 1024,
  deadlineMs: 15_000,
  /** Of all requests together, in bytes. */
  room: 16 * 1024 * 1024,
} as const;

/** What a server's constructor takes. The checks of headers and requests happen every `connectionsCheckingInterval`. */
export const serverOptions = {
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
  headersTimeout: 10_000,
  /** A whole request, an import included. */
  requestTimeout: 60_000,
  keepAliveTimeout: 20_000,
  /** Finds clients that went away without a word, while an answer takes long. */
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
} as const;

/** The request that a connection is busy with. */
export interface OpenRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Ends a server's connections on which nothing happens because of the client: it sends nothing,
 * or takes nothing. One that waits for Pi-hole may do so.
 */
export function limit(
  server: Server,
  exchangeOf: (socket: Socket) => OpenRequest | undefined,
  idleMs = 30_000,
): void {
  server.maxHeadersCount = 0; // Bounded by their size; a header must not be dropped silently.
  server.maxRequestsPerSocket = 1_000;
  server.setTimeout(idleMs, (socket) => {
    if (waitsForPihole(exchangeOf(socket), socket)) socket.setTimeout(idleMs);
    else socket.destroy();
  });
}

/** Why a socket was idle: nobody but Pi-hole can go on. */
function waitsForPihole(
  exchange: Pick<OpenRequest, "request"> | undefined,
  socket: Pick<Socket, "writableLength">,
): boolean {
  if (exchange === undefined || socket.writableLength > 0) return false;
  return exchange.request.complete || exchange.request.isPaused();
}
