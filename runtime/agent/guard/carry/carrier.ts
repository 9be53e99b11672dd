import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "../../../contract/error-text";
import { leaderAwayAnswer, notCarriedAnswer, unavailableAnswer, type GuardAnswer } from "../guard-answers";
import { changeOf, isCarried, type Carried, type CarriedChange } from "./carried-change";
import { denial, type CarriedRequest } from "./credentials";

export interface CarrierParts {
  /** Whether this node has its leader make the changes that come here. Is asked each time: a deployment may change it. */
  readonly carries: () => boolean;
  readonly vip: string;
  /** Of this node's Pi-hole. */
  readonly piholePort: number;
  /** As Pi-hole is set: whether apps may change settings. */
  readonly appsMayConfigure: () => boolean;
  /** Has the leader make it. Resolves to why not if it does not. Never rejects. */
  readonly carry: (change: CarriedChange) => Promise<Carried | string>;
  /** The leader's state that this node has. */
  readonly revision: () => string | undefined;
  readonly settleMs?: number;
}

/** How long a person waits to find the change here as well. */
const usualSettleMs = 2_000;
const lookMs = 25;

/** Has the leader make changes that come to a node that follows. */
export class Carrier {
  constructor(private readonly parts: CarrierParts) {}

  takes = (target: string): boolean => isCarried(target) && this.parts.carries();

  /** Never rejects. `tookSeconds` is what Pi-hole says in each of its answers. */
  async answer(
    method: string,
    asked: CarriedRequest,
    body: Buffer,
    took: () => number,
  ): Promise<GuardAnswer> {
    const { vip, piholePort, appsMayConfigure } = this.parts;
    try {
      const denied = await denial(piholePort, asked, appsMayConfigure);
      if (denied) return denied;
    } catch (error) {
      return unavailableAnswer(errorText(error), vip, "", took());
    }
    const change = changeOf(method, asked.target, body);
    if (!change) return notCarriedAnswer(took());
    const carried = await this.parts.carry(change);
    if (typeof carried === "string") return leaderAwayAnswer(carried, took());
    if (carried.revision) await this.here(carried.revision);
    return { status: carried.status, type: "application/json; charset=utf-8", body: carried.text };
  }

  /** A page reads what it has changed at once, from this node's Pi-hole. */
  private async here(revision: string): Promise<void> {
    const end = performance.now() + (this.parts.settleMs ?? usualSettleMs);
    while (this.parts.revision() !== revision && performance.now() < end) await delay(lookMs);
  }
}
