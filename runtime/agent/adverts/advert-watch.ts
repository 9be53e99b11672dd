import type { AgentConfig } from "../../contract/agent-config";
import type { VrrpState } from "../health";
import type { Log } from "../../common/log";
import type { Peer } from "../peers/peer";
import type { VipProbe } from "../probe/vip-probe";
import type { AdvertFilter } from "./advert-filter";
import { nextDoubt, noDoubts, type Doubts, type PeerWord } from "./doubt";

/** An older word of a peer's says nothing of now; peers are asked twice in that time. */
const freshMs = 1_000;
const askFilterEveryMs = 1_000;
const askLateEveryMs = 10_000;

/** What this node makes of its peers' VRRP adverts. */
export interface AdvertsSeen {
  /** Peers whose adverts are dropped, since a device of the LAN sends some in their name. */
  readonly disbelieved: readonly {
    readonly name: string;
    readonly reason: string;
    readonly sinceMs: number;
  }[];
  /** Peers whose adverts came so late in the last minutes that this node almost took over without need. */
  readonly late: readonly string[];
  /** Why adverts are not dropped although they should be; empty if they are. */
  readonly trouble: string;
}

export interface AdvertParts {
  readonly filter: Pick<AdvertFilter, "doubt" | "believe" | "doubts" | "late">;
  readonly vip: Pick<VipProbe, "ask" | "seen">;
  readonly peers: () => readonly Peer[];
  /** Has the peers asked as soon as can be. */
  readonly askPeers: () => void;
  readonly log: Log;
  readonly now: () => number;
}

type Config = Pick<
  AgentConfig,
  "priority" | "podAddress" | "advertIntervalSeconds" | "missedAdverts" | "peers"
>;

/** Compares the adverts that keepalived obeys with what the peers say over the channel; see `next`. */
export class AdvertWatch {
  private doubts: Doubts = noDoubts;
  private filterAskedAt = -Infinity;
  private lateAskedAt = -Infinity;
  private quiet: readonly string[] = [];
  private late: readonly string[] = [];
  private trouble = "";
  private readonly patience;

  constructor(
    private readonly config: Config,
    private readonly parts: AdvertParts,
  ) {
    // Adverts that do not come, and up to one more for the skew; then some for a busy host.
    this.patience = { quietMs: (config.missedAdverts + 1) * 1_000 * config.advertIntervalSeconds + 200 };
  }

  /** Takes over what an earlier agent has doubted. */
  async start(): Promise<void> {
    const { filter, now } = this.parts;
    const doubted = new Map(this.doubts.doubted);
    for (const { name, podAddress } of this.config.peers)
      if (await filter.doubts(podAddress))
        doubted.set(name, { since: now(), reason: "the agent before this one did not believe them" });
    this.doubts = { ...this.doubts, doubted };
  }

  /** To be called often, and whenever keepalived has changed its state; `claim` as keepalived knows it. */
  look(vrrp: VrrpState, claim: number): void {
    const { now, vip } = this.parts;
    const before = this.doubts;
    const own = { priority: this.config.priority, claim, address: this.config.podAddress };
    const peers = this.parts.peers().map((peer) => this.wordOf(peer));
    const { quiet } = this;
    const vipAnsweredAt = vip.seen().answeredAt;
    this.quiet = [];
    this.doubts = nextDoubt(before, { vrrp, own, peers, vipAnsweredAt, quiet }, now(), this.patience);
    this.tellFilter(before);
    if (this.doubts.leaderlessSince !== undefined) vip.ask();
    if (this.doubts.leaderlessSince !== undefined || this.doubts.doubted.size > 0) this.parts.askPeers();
    this.askFilter();
    this.askLate();
  }

  seen(): AdvertsSeen {
    const now = this.parts.now();
    return {
      disbelieved: [...this.doubts.doubted].map(([name, { since, reason }]) => ({
        name,
        reason,
        sinceMs: now - since,
      })),
      late: this.late,
      trouble: this.trouble,
    };
  }

  private wordOf({ name, podAddress, status, askedAt = -Infinity }: Peer): PeerWord {
    if (!status || this.parts.now() - askedAt > freshMs) return { name, said: undefined, askedAt };
    const { state, priority, claim = 0 } = status.vrrp;
    return {
      name,
      said: { leads: state === "MASTER", rank: { priority, claim, address: podAddress } },
      askedAt,
    };
  }

  private tellFilter(before: Doubts): void {
    const { filter, log } = this.parts;
    for (const { name, podAddress } of this.config.peers) {
      const doubt = this.doubts.doubted.get(name);
      if (doubt && !before.doubted.has(name)) {
        log("adverts.disbelieved", { peer: name, reason: doubt.reason });
        this.doubt(podAddress);
      }
      if (!doubt && before.doubted.has(name)) {
        log("adverts.believed", { peer: name });
        void filter.believe(podAddress);
      }
    }
  }

  private doubt(address: string): void {
    void this.parts.filter.doubt(address).then((done) => {
      this.trouble = done ? "" : "the packet filter does not drop them: keepalived has not loaded it yet";
    });
  }

  /** The filter keeps a doubt as long as adverts come. */
  private askFilter(): void {
    const { now, filter } = this.parts;
    const { doubted } = this.doubts;
    if (doubted.size === 0) this.trouble = "";
    if (doubted.size === 0 || now() - this.filterAskedAt < askFilterEveryMs) return;
    this.filterAskedAt = now();
    for (const { name, podAddress } of this.config.peers.filter((peer) => doubted.has(peer.name))) {
      if (this.trouble) this.doubt(podAddress);
      else
        void filter.doubts(podAddress).then((still) => {
          if (!still) this.quiet = [...this.quiet, name];
        });
    }
  }

  private askLate(): void {
    const { now, filter } = this.parts;
    if (now() - this.lateAskedAt < askLateEveryMs) return;
    this.lateAskedAt = now();
    const asked = this.config.peers.map(async ({ name, podAddress }) =>
      (await filter.late(podAddress)) ? [name] : [],
    );
    void Promise.all(asked).then((late) => (this.late = late.flat()));
  }
}
