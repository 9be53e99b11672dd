import { Agent as ConnectionPool, get } from "node:http";
import { peerStatus, notAsked, type Peer, type PeerStatus } from "./peer";

const everyMs = 1_000;
const deadlineMs = 800;
const longestAnswer = 64 * 1024;

type Named = Pick<Peer, "name" | "podAddress">;

/** Asks every peer's agent for its status once a second. */
export class PeerWatch {
  private peers: Peer[];
  private timer: NodeJS.Timeout | undefined;
  private readonly pool = new ConnectionPool({ keepAlive: true, maxSockets: 1 });

  constructor(
    named: readonly Named[],
    private readonly port: number,
  ) {
    this.peers = named.map(({ name, podAddress }) => ({
      name,
      podAddress,
      status: undefined,
      trouble: notAsked,
    }));
  }

  start(): void {
    this.askAll();
    this.timer = setInterval(() => this.askAll(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.pool.destroy();
  }

  seen(): readonly Peer[] {
    return this.peers;
  }

  private askAll(): void {
    for (const { name, podAddress } of this.peers) {
      const take = (change: Pick<Peer, "status" | "trouble">) =>
        (this.peers = this.peers.map((peer) => (peer.name === name ? { ...peer, ...change } : peer)));
      this.ask(podAddress).then(
        (status) => take({ status, trouble: "" }),
        (error: unknown) =>
          take({ status: undefined, trouble: error instanceof Error ? error.message : String(error) }),
      );
    }
  }

  /** Rejects where there is no whole and sensible answer within the deadline. */
  private ask(address: string): Promise<PeerStatus> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(deadlineMs);
      const fail = (error: Error) =>
        reject(signal.aborted ? new Error(`no answer within ${deadlineMs} ms`) : error);
      const options = { host: address, port: this.port, path: "/status", agent: this.pool, signal };
      get(options, (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on("data", (piece: Buffer) => {
          length += piece.length;
          if (length > longestAnswer) response.destroy(new Error("an answer that is too long"));
          else pieces.push(piece);
        });
        response.on("error", fail);
        response.on("end", () => {
          const parsed = parse(Buffer.concat(pieces).toString("utf8"));
          if (parsed) resolve(parsed);
          else reject(new Error("an answer that is no agent's"));
        });
      }).on("error", fail);
    });
  }
}

function parse(text: string): PeerStatus | undefined {
  try {
    return peerStatus.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
