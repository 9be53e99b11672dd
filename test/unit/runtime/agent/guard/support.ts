import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { Guard, type GuardOptions } from "../../../../../runtime/agent/guard/guard";
import type { Role } from "../../../../../runtime/agent/role";
import { until as untilSo } from "../../../../../lab/shell";

/** What a test started, to be ended after it. */
const running: (() => void)[] = [];
export const endAll = (): void => running.splice(0).forEach((end) => end());
const listening = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

/** A web server in Pi-hole's place. Resolves to its port. */
export async function piholeWith(handle: RequestListener): Promise<number> {
  const server = createServer(handle);
  running.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return listening(server);
}

/** A server that speaks whatever `talk` says. Resolves to its port. */
export async function peerWith(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // The other side may go at any time.
    talk(socket);
  });
  running.push(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return listening(server);
}

/** A port of loopback at which nothing listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

export interface Guarded {
  readonly guard: Guard;
  readonly port: number;
  readonly events: string[];
  role: Role;
}

/** A guard before the web server at `upstream`, a port of loopback. */
export async function guarded(
  upstream: number,
  role: Role = "leader",
  options: Partial<GuardOptions> = {},
): Promise<Guarded> {
  const events: string[] = [];
  const made = { role, events } as { -readonly [key in keyof Guarded]: Guarded[key] };
  made.guard = new Guard(
    {
      role: () => made.role,
      restartsLater: () => false,
      vip: "192.0.2.53",
      upstream: { host: "127.0.0.1", port: upstream },
      address: "127.0.0.1",
      ports: { http: 0, https: 0 },
      certificates: ["/nonexistent/tls.pem"],
      ...options,
    },
    (event) => events.push(event),
  );
  running.push(() => made.guard.stop());
  await made.guard.start();
  made.port = made.guard.ports().http!;
  return made;
}

/** A connection whose bytes the test writes and reads itself. */
export class Wire {
  text = "";
  readonly errors: string[] = [];

  private constructor(readonly socket: Socket) {
    socket.setEncoding("latin1").on("data", (piece: string) => (this.text += piece));
    socket.on("error", (error: NodeJS.ErrnoException) => this.errors.push(error.code ?? error.message));
  }

  static async to(port: number): Promise<Wire> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const wire = new Wire(socket);
    running.push(() => socket.destroy());
    await once(socket, "connect");
    return wire;
  }

  send(...lines: readonly string[]): void {
    this.socket.write(lines.join("\r\n"));
  }

  seen = (pattern: RegExp): Promise<unknown> =>
    until(`${pattern} in ${this.text}`, () => pattern.test(this.text));

  closed = (): Promise<unknown> =>
    until("the end of the connection", () => this.socket.readableEnded || this.socket.destroyed);
}

/** Resolves when `done` says so; rejects after five seconds. */
export const until = (what: string, done: () => boolean) => untilSo(what, 5_000, done, 5);
