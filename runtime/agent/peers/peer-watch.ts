import { Agent as ConnectionPool, request } from "node:http";
import { ask } from "../http/ask";
import { parsed } from "../http/json";
import { peerStatus, notAsked, type Peer, type PeerStatus } from "./peer";

const everyMs = 1_000;
const deadlineMs = 800;
const longest = 64 * 1024;

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
  private async ask(address: string): Promise<PeerStatus> {
    const options = { host: address, port: this.port, path: "/status", agent: this.pool };
    const { text } = await ask(request, options, undefined, { deadlineMs, longest });
    const { data } = peerStatus.safeParse(parsed(text));
    if (!data) throw new Error("an answer that is no agent's");
    return data;
  }
}
