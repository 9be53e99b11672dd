import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { goneSignal } from "../http/gone-signal";
import { wholeBody } from "../http/http-ask";
import { ConnectionGate, isOneOf, putBefore } from "../http/connection-gate";
import { closeNow, listen } from "../http/listen";
import type { ChannelKeys } from "./channel-keys";
import { channelTls } from "./psk";
import { errorText } from "../../contract/error-text";

export interface ChannelRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly raw: Buffer;
  /** Parsed JSON, when it is looked at; undefined if there was none. */
  readonly body: unknown;
  /** Aborted when the other end goes away. */
  readonly gone: AbortSignal;
}

/** Either what is sent as JSON, or JSON as it is: a large one is made elsewhere. */
export type ChannelReply =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: number; readonly bytes: Uint8Array };

const longestBody = 64 * 1024 * 1024;
/** Who connects and says nothing holds one of few places. */
const handshakeMs = 5_000;
/** A handshake takes processor time of the process that probes DNS: strangers get few. A new peer is one for a while. */
const places = { total: 64, perAddress: 16, reserved: 56, perSecond: 5 };

/** The leader's end of the channel: whoever lacks the channel's key does not get as far as a request. */
export class ChannelServer {
  private readonly server: Server;

  constructor(
    keys: ChannelKeys,
    handle: (request: ChannelRequest) => Promise<ChannelReply>,
    longest = longestBody,
    /** Addresses that always get a connection. */
    peers: readonly string[] = [],
  ) {
    const options = {
      ...channelTls,
      handshakeTimeout: handshakeMs,
      pskCallback: (_: unknown, identity: string | null) => keys.meant(identity),
    };
    this.server = createServer(options, (request, response) => {
      answer(request, response, handle, longest).catch((error: unknown) => {
        const text = errorText(error);
        // The rest of a body that is too long is not waited for.
        response.shouldKeepAlive = request.complete;
        void send(response, { status: 500, body: { error: text } });
      });
    });
    // Who does not know the secret ends here; there is nothing to say to them.
    this.server.on("tlsClientError", (_, socket) => socket.destroy());
    putBefore(this.server, new ConnectionGate({ ...places, isKnown: isOneOf(peers) }));
    this.server.headersTimeout = 5_000;
    this.server.requestTimeout = 30_000;
    // Longer than the peers' interval: they keep their connection.
    this.server.keepAliveTimeout = 5_000;
  }

  /** Listens; resolves to the port. Rejects if the port is taken. */
  start(port: number): Promise<number> {
    return listen(this.server, port);
  }

  stop(): void {
    closeNow(this.server);
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: ChannelRequest) => Promise<ChannelReply>,
  longest: number,
): Promise<void> {
  const [pathname = "/", query = ""] = (request.url ?? "/").split("?");
  const raw = await wholeBody(request, longest);
  const asked: ChannelRequest = {
    method: request.method ?? "GET",
    path: pathname,
    query: new URLSearchParams(query),
    raw,
    get body(): unknown {
      return raw.length === 0 ? undefined : JSON.parse(raw.toString("utf8"));
    },
    // Made only for the few questions that take their time.
    get gone(): AbortSignal {
      return goneSignal(response);
    },
  };
  await send(response, await handle(asked));
}

/** To encrypt a large answer at once would stop whatever else this process does. */
const pieceBytes = 64 * 1024;

async function send(response: ServerResponse, reply: ChannelReply): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const type = { "content-type": "application/json" };
  if ("body" in reply) {
    const text = JSON.stringify(reply.body);
    // With its length it is one piece with the head: one to encrypt, and one to send.
    response.writeHead(reply.status, { ...type, "content-length": Buffer.byteLength(text) });
    response.end(text);
    return;
  }
  const { status, bytes } = reply;
  response.writeHead(status, { ...type, "content-length": bytes.length });
  // Who goes away in the midst of it asks again.
  await pipeline(Readable.from(pieces(bytes)), response).catch(() => response.destroy());
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
    await turn();
  }
}
