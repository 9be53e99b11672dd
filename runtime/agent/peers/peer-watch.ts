import type { AskPeer } from "./ask-peer";
import { peerStatus, notAsked, type Peer, type PeerStatus } from "./peer";
import { errorText } from "../../contract/error-text";

const everyMs = 500;

type Named = Pick<Peer, "name" | "podAddress">;

/** Asks every peer's agent for its report twice a second. */
export class PeerWatch {
  private peers: Peer[];
  private timer: NodeJS.Timeout | undefined;
  private readonly asked = new Set<string>();

  constructor(
    named: readonly Named[],
    private readonly ask: AskPeer,
    private readonly now: () => number = () => performance.now(),
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
  }

  seen(): readonly Peer[] {
    return this.peers;
  }

  /** Asks each peer that is not being asked just now. */
  askAll(): void {
    for (const { name, podAddress } of this.peers) {
      if (this.asked.has(name)) continue;
      this.asked.add(name);
      const askedAt = this.now();
      const take = (change: Pick<Peer, "status" | "trouble">) => {
        this.asked.delete(name);
        this.peers = this.peers.map((peer) => (peer.name === name ? { ...peer, ...change, askedAt } : peer));
      };
      this.reportOf(name, podAddress).then(
        (status) => take({ status, trouble: "" }),
        (error: unknown) => take({ status: undefined, trouble: errorText(error) }),
      );
    }
  }

  /** Rejects if the answer is none of this peer's: another node's is no use here, even if it is genuine. */
  private async reportOf(name: string, address: string): Promise<PeerStatus> {
    const { data } = peerStatus.safeParse(await this.ask(address));
    if (!data) throw new Error("an answer that is no agent's");
    if (data.node !== name) throw new Error(`${data.node} answers at its address`);
    return data;
  }
}
