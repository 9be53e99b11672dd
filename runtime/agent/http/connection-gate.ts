import type { Server, Socket } from "node:net";

export interface GateOptions {
  /** Connections at once. */
  readonly total: number;
  /** Connections at once of one address. */
  readonly perAddress: number;
  /** Of `total`, those that only known addresses get. */
  readonly reserved: number;
  /** Loopback and the peers. */
  readonly isKnown: (address: string) => boolean;
  /** New connections in a second of one address that is not known; default: any number. */
  readonly perSecond?: number;
  /** ms */
  readonly now?: () => number;
}

/** Counts a port's connections, so that no address takes the places of the others. */
export class ConnectionGate {
  private readonly open = new Map<string, number>();
  private strangers = 0;
  private all = 0;
  private second = { began: -Infinity, came: new Map<string, number>() };

  constructor(private readonly options: GateOptions) {}

  /** Says if a connection of that address may stay; one that may has to `leave` later. */
  enter(address: string): boolean {
    const { total, perAddress, reserved, isKnown } = this.options;
    const own = this.open.get(address) ?? 0;
    const known = isKnown(address);
    if (own >= perAddress || this.all >= total) return false;
    if (!known && (this.strangers >= total - reserved || this.isRush(address))) return false;
    this.open.set(address, own + 1);
    this.all++;
    if (!known) this.strangers++;
    return true;
  }

  private isRush(address: string): boolean {
    const { perSecond = Infinity, now = () => performance.now() } = this.options;
    if (now() - this.second.began >= 1_000) this.second = { began: now(), came: new Map() };
    const { came } = this.second;
    came.set(address, (came.get(address) ?? 0) + 1);
    return came.get(address)! > perSecond;
  }

  leave(address: string): void {
    const own = this.open.get(address) ?? 0;
    if (own <= 1) this.open.delete(address);
    else this.open.set(address, own - 1);
    this.all--;
    if (!this.options.isKnown(address)) this.strangers--;
  }
}

/** A connection's other end. */
export const addressOf = (socket: Pick<Socket, "remoteAddress">): string =>
  (socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");

/** Loopback, and these addresses. */
export const isOneOf =
  (addresses: readonly string[]) =>
  (address: string): boolean =>
    address.startsWith("127.") || addresses.includes(address);

/** Is told whose connection was ended. */
export type OnRefused = (address: string) => void;

/** Ends a connection that the gate does not let in before the server spends anything on it, a TLS handshake above all. */
export function putBefore(
  server: Server,
  gate: ConnectionGate,
  onRefused: OnRefused = () => undefined,
): void {
  const listeners = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    const address = addressOf(socket);
    if (!gate.enter(address)) {
      onRefused(address);
      return void socket.destroy();
    }
    socket.once("close", () => gate.leave(address));
    for (const listener of listeners) listener.call(server, socket);
  });
}
