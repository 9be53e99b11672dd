import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Sends these bytes piece by piece to a port of loopback, and resolves to what comes back until it ends or is quiet. */
export async function send(port: number, pieces: readonly string[], quietMs = 30): Promise<string> {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  socket.setEncoding("latin1");
  let text = "";
  socket.on("data", (piece: string) => (text += piece));
  // The other end may hang up on what it does not like.
  const over = new Promise<void>((resolve) => {
    socket.once("error", () => resolve());
    socket.once("close", () => resolve());
    socket.once("end", () => resolve());
  });
  try {
    await Promise.race([once(socket, "connect"), over]);
    for (const piece of pieces) socket.write(piece, "latin1");
    socket.setTimeout(quietMs);
    await Promise.race([over, once(socket, "timeout").catch(() => undefined)]);
    return text;
  } finally {
    socket.destroy();
  }
}
