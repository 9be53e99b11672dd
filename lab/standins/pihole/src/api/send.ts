import type { ServerResponse } from "node:http";
import type { Reply, StreamTarget } from "./exchange";

/** Writes a reply; `started` is when its request came, in ms of the process. */
export async function send(response: ServerResponse, reply: Reply, started: number): Promise<void> {
  if (reply.stream !== undefined) {
    response.writeHead(reply.status, { "Cache-Control": "no-cache, no-store", ...reply.headers });
    return reply.stream(streamTo(response));
  }
  const took = (performance.now() - started) / 1000;
  const whole = reply.body === undefined ? undefined : JSON.stringify({ ...reply.body, took });
  const text = whole === undefined ? undefined : (reply.cut?.(whole) ?? whole);
  const announced = reply.breaksOff === true ? whole : text;
  const type = text === undefined ? {} : { "Content-Type": "application/json; charset=utf-8" };
  const length = reply.status === 204 ? {} : { "Content-Length": Buffer.byteLength(announced ?? "") };
  response.writeHead(reply.status, {
    "Cache-Control": "no-cache, no-store",
    ...type,
    ...length,
    ...reply.headers,
  });
  if (reply.breaksOff === true) response.write(text ?? "", () => response.destroy());
  else response.end(text, reply.after);
}

function streamTo(response: ServerResponse): StreamTarget {
  return {
    write: (piece) => void response.write(piece),
    end: (extra) => {
      const body = JSON.stringify(extra);
      const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}`;
      // Before Node's own listener, which closes a connection that is not to be kept.
      if (extra !== undefined)
        response.prependListener("finish", () => response.socket?.write(`${head}\r\n\r\n${body}`));
      response.end();
    },
  };
}
