import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { addressOf, type OnRefused } from "./connection-gate";

/**
 * Ends a connection on which a request comes while another is under way. No browser does that (pipelining); who does
 * can have a thousand requests parsed and kept for the price of one packet.
 */
export function alone(handle: RequestListener, onRefused: OnRefused = () => undefined): RequestListener {
  const busy = new WeakSet<Socket>();
  return (request, response) => {
    const { socket } = request;
    if (busy.has(socket)) {
      if (!socket.destroyed) onRefused(addressOf(socket));
      return void socket.destroy();
    }
    busy.add(socket);
    response.once("close", () => busy.delete(socket));
    handle(request, response);
  };
}
