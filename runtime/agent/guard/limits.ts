import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** For each of the two ports. */
const mostConnections = 256;

/** What a server's constructor takes. The checks of headers and requests happen every `connectionsCheckingInterval`. */
export const serverOptions = {
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 10_000,
  headersTimeout: 10_000,
  /** A whole request, with a large upload over a slow network. */
  requestTimeout: 600_000,
  keepAliveTimeout: 20_000,
  /** Finds clients that went away without a word, while an answer takes long. */
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
} as const;

/** The request that a connection is busy with. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Bounds a server's connections, and ends those on which nothing happens because of the client: it sends nothing,
 * or takes nothing. One that waits for Pi-hole may do so.
 */
export function limit(
  server: Server,
  exchangeOf: (socket: Socket) => Exchange | undefined,
  idleMs = 30_000,
): void {
  server.maxConnections = mostConnections;
  server.maxHeadersCount = 0; // Bounded by their size; a header must not be dropped silently.
  server.maxRequestsPerSocket = 1_000;
  server.setTimeout(idleMs, (socket) => {
    if (waitsForPihole(exchangeOf(socket), socket)) socket.setTimeout(idleMs);
    else socket.destroy();
  });
}

/** Why a socket was idle: nobody but Pi-hole can go on. */
function waitsForPihole(
  exchange: Pick<Exchange, "request"> | undefined,
  socket: Pick<Socket, "writableLength">,
): boolean {
  if (exchange === undefined || socket.writableLength > 0) return false;
  return exchange.request.complete || exchange.request.isPaused();
}
