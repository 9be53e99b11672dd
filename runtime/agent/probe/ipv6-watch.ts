import os from "node:os";
import type { DnsClient } from "./dns-client";

const everyMs = 1_000;
const deadlineMs = 500;
/** In a row. */
const rounds = 3;

export interface Ipv6Seen {
  readonly state: "unknown" | "answers" | "fails";
  /** Why it fails; else empty. */
  readonly reason: string;
  /** Since the first of the rounds that say so. */
  readonly sinceMs: number;
}

export interface Ipv6Parts {
  /** Asks Pi-hole on `::1`: it does not log queries from there. */
  readonly client: Pick<DnsClient, "ask" | "close">;
  readonly name: string;
  readonly address: string;
  /** Lists the addresses of this pod. */
  readonly addresses?: () => readonly string[];
  readonly now: () => number;
}

/** Whether Pi-hole answers over IPv6 and the pod has its IPv6 address. Nothing else checks that: VRRP is IPv4. */
export class Ipv6Watch {
  private timer: NodeJS.Timeout | undefined;
  private current: { state: Ipv6Seen["state"]; reason: string; since: number };
  /** How often in a row the latest rounds found the same. */
  private found = { fails: false, times: 0, since: 0 };

  constructor(private readonly parts: Ipv6Parts) {
    this.current = { state: "unknown", reason: "", since: parts.now() };
  }

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.parts.client.close();
  }

  seen(): Ipv6Seen {
    const { state, reason, since } = this.current;
    return { state, reason, sinceMs: this.parts.now() - since };
  }

  /** One round. Never rejects. */
  async look(): Promise<void> {
    const { address, addresses = ownAddresses, client, name } = this.parts;
    if (!addresses().includes(address)) return this.take(`the pod does not have ${address}`);
    const { kind, detail, latencyMs } = await client.ask(name, deadlineMs);
    // A pause of this process tells nothing about Pi-hole. A latency of 0 is a failure: the query could not be sent.
    if (kind === "no-data" && latencyMs > 0) return;
    this.take(kind === "ok" ? "" : `${kind}: ${detail}`);
  }

  private take(reason: string): void {
    const fails = reason !== "";
    const now = this.parts.now();
    const { times, since } = this.found;
    const again = times > 0 && this.found.fails === fails;
    this.found = again ? { fails, times: times + 1, since } : { fails, times: 1, since: now };
    const state = fails ? "fails" : "answers";
    const first = this.current.state === "unknown" && !fails;
    if (state === this.current.state) this.current = { ...this.current, reason };
    else if (first || this.found.times >= rounds) this.current = { state, reason, since: this.found.since };
  }
}

const ownAddresses = (): string[] =>
  Object.values(os.networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));

interface Peer {
  readonly name: string;
  readonly status: { readonly ready: boolean; readonly ipv6?: string | undefined } | undefined;
}

/** If IPv6 fails on all nodes, they all report it by then: the VIP does not move to a node that fails too. */
const patienceMs = 5_000;

/**
 * Why a peer that is ready should lead: its IPv6 works and this node's does not. This node still answers over IPv4, so
 * this is an orderly hand-over, which loses no query, and not a fault. Without such a peer, the VIP stays.
 */
export function ipv6Unfit(own: Ipv6Seen | undefined, leads: boolean, peers: readonly Peer[]): string {
  if (own?.state !== "fails" || (leads && own.sinceMs < patienceMs)) return "";
  const fitter = peers.find(({ status }) => status?.ready && status.ipv6 === "answers");
  return fitter ? `does not answer over IPv6, and ${fitter.name} does: ${own.reason}` : "";
}
