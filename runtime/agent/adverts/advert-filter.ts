import dgram from "node:dgram";
import { once } from "node:events";
import { advertPorts } from "../../contract/files";

/**
 * The packet filter's set of peers whose adverts are dropped. The agent may not change a packet filter. So the filter
 * takes datagrams from one local port to a peer's address for commands: it changes the set, and drops them before they
 * leave, which the sender is told as EPERM. A datagram that is not dropped says that the filter did not do it.
 */
export class AdvertFilter {
  private socket: dgram.Socket | undefined;

  stop(): void {
    this.socket?.close();
    this.socket = undefined;
  }

  /** Drops the peer's adverts, as long as any come. Resolves to false if the filter does not know the command. */
  doubt(address: string): Promise<boolean> {
    return this.isDropped(address, advertPorts.doubt);
  }

  /** Lets the peer's adverts through again. */
  believe(address: string): Promise<boolean> {
    return this.isDropped(address, advertPorts.believe);
  }

  /** Whether the peer's adverts are dropped now. */
  doubts(address: string): Promise<boolean> {
    return this.isDropped(address, advertPorts.ask);
  }

  /** Whether adverts of the peer have come late in the last minutes; see `lateAdverts`. */
  late(address: string): Promise<boolean> {
    return this.isDropped(address, advertPorts.late);
  }

  private async isDropped(address: string, port: number): Promise<boolean> {
    const socket = await this.opened();
    return new Promise((resolve) => {
      const told = (error: Error | null) =>
        resolve((error as NodeJS.ErrnoException | null)?.code === "EPERM");
      if (socket) socket.send("", port, address, told);
      else resolve(false);
    });
  }

  /** Another process may have the port for a moment; the next command tries again. */
  private async opened(): Promise<dgram.Socket | undefined> {
    if (this.socket) return this.socket;
    const socket = dgram.createSocket("udp4");
    try {
      socket.bind(advertPorts.from);
      await once(socket, "listening");
    } catch {
      return undefined; // The command is not taken, and its caller says so.
    }
    socket.on("error", () => undefined); // Each send tells by itself how it went.
    if (this.socket) socket.close();
    else this.socket = socket;
    return this.socket;
  }
}
