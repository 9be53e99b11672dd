import type { DnsClient } from "./dns-client";

const deadlineMs = 500;

/** What is known of DNS at the virtual IP; times are of the agent's clock, in ms. */
export interface VipSeen {
  /** One question at least has been answered, or has waited long enough. */
  readonly asked: boolean;
  readonly answeredAt: number;
}

/** Asks DNS at the virtual IP, whoever has it. Only while something depends on it. */
export class VipProbe {
  private seenLast: VipSeen = { asked: false, answeredAt: -Infinity };

  constructor(
    private readonly client: Pick<DnsClient, "ask" | "close">,
    private readonly name: string,
    private readonly now: () => number,
  ) {}

  ask(): void {
    const anything = () => ({ kind: "ok", detail: "" }) as const;
    void this.client.ask(this.name, deadlineMs, anything).then(({ kind }) => {
      const answeredAt = kind === "ok" ? this.now() : this.seenLast.answeredAt;
      this.seenLast = { asked: true, answeredAt };
    });
  }

  seen(): VipSeen {
    return this.seenLast;
  }

  stop(): void {
    this.client.close();
  }
}
