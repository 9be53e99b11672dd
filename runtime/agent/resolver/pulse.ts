import type { DnsClient } from "../probe/dns-client";
import { encodeQuestion, localName } from "./question";

const everyMs = 1_000;
const deadlineMs = 800;

export interface Resolver {
  /** The node that it belongs to. */
  readonly node: string;
  readonly client: Pick<DnsClient, "exchange">;
}

/**
 * Asks every node's Unbound for a sign of life once a second. The packet filter sees the answers: only an Unbound that
 * gives them is waited for where another one has failed.
 */
export class Pulse {
  private timer: NodeJS.Timeout | undefined;
  private readonly answering = new Map<string, boolean>();

  constructor(private readonly resolvers: readonly Resolver[]) {}

  start(): void {
    this.ask();
    this.timer = setInterval(() => this.ask(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether each node's Unbound has answered; one that has not been asked yet is left out. */
  seen(): ReadonlyMap<string, boolean> {
    return this.answering;
  }

  private ask(): void {
    for (const { node, client } of this.resolvers) {
      // exchange() cannot reject.
      void client
        .exchange((id) => encodeQuestion(id, localName), deadlineMs)
        .then(({ kind }) => {
          if (kind !== "no-data") this.answering.set(node, kind === "message");
        });
    }
  }
}
