import type { ChannelClient } from "../../channel/channel-client";
import type { Log } from "../../../common/log";
import type { Ended } from "./ended";
import { errorText } from "../../../contract/error-text";

const usualAgainMs = 5_000;
const answerMs = 3_000;

/** Has every peer know which sessions were ended; one that does not answer is told until it does, or they have run out. */
export class TellPeers {
  private readonly untold = new Map<string, Ended>();
  /** Told once in the log. */
  private readonly failing = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private telling = false;

  constructor(
    private readonly client: Pick<ChannelClient, "ask">,
    private readonly addresses: readonly string[],
    private readonly log: Log,
    private readonly nowSeconds: () => number,
    private readonly againMs = usualAgainMs,
  ) {}

  tell = (ended: Ended): void => {
    for (const address of this.addresses) this.untold.set(address, { ...this.untold.get(address), ...ended });
    void this.tellAll();
  };

  stop(): void {
    clearTimeout(this.timer);
    this.untold.clear();
  }

  private async tellAll(): Promise<void> {
    if (this.telling) return;
    this.telling = true;
    clearTimeout(this.timer);
    await Promise.all([...this.untold.keys()].map((address) => this.tellOne(address)));
    this.telling = false;
    if (this.untold.size > 0) this.timer = setTimeout(() => void this.tellAll(), this.againMs);
  }

  private async tellOne(address: string): Promise<void> {
    const all = this.untold.get(address) ?? {};
    const ended = Object.fromEntries(Object.entries(all).filter(([, until]) => until >= this.nowSeconds()));
    const question = { method: "POST", path: "/sessions/ended", body: ended, deadlineMs: answerMs } as const;
    try {
      const { status } = await this.client.ask(address, question, AbortSignal.timeout(answerMs));
      if (status !== 200) throw new Error(`answered ${status}`);
      this.failing.delete(address);
      // What was added meanwhile stays to be told.
      if (this.untold.get(address) === all) this.untold.delete(address);
    } catch (error) {
      if (!this.failing.has(address))
        this.log("guard.peer-untold", {
          address,
          error: errorText(error),
        });
      this.failing.add(address);
      if (Object.keys(ended).length === 0) this.untold.delete(address);
    }
  }
}
