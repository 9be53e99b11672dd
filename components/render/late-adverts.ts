import { advertPorts } from "../../runtime/contract/files";
import type { NodePlan } from "../config/plan";

/** A peer that has sent no advert for so long does not lead; its next one is its first. In ms. */
const leadsMs = (late: number): number => Math.max(1_000, 2 * late);
/** For so long it is remembered that an advert came late. */
const rememberedMinutes = 10;

/**
 * How long after the one before an advert is late, in ms. With the default of eight missed adverts that is after six in a
 * row were lost: two more, and a follower takes over from a leader that is well.
 */
export function lateMs({ advertInterval, missedAdverts }: NodePlan["cluster"]): number {
  return Math.round(1_000 * advertInterval * Math.max(1.5, missedAdverts - 1.5));
}

/**
 * Notes the peers whose adverts come late, for the agent to ask about: see `AdvertFilter`. The kernel does it, because
 * a process that measures milliseconds would measure how busy its host is.
 */
export function lateAdverts({ cluster, peers }: NodePlan): string[] {
  const peersOnly = (name: string, timeout: string): string =>
    `set ${name} { type ipv4_addr; flags dynamic,timeout; timeout ${timeout}; size ${peers.length + 1}; }`;
  const late = lateMs(cluster);
  return [
    peersOnly("leads", `${leadsMs(late)}ms`),
    peersOnly("prompt", `${late}ms`),
    peersOnly("late", `${rememberedMinutes}m`),
    "chain input {",
    "    # After the adverts that nobody believes are dropped.",
    "    type filter hook input priority filter + 1; policy accept;",
    "    ip protocol 112 ip saddr @leads ip saddr != @prompt update @late { ip saddr }",
    "    ip protocol 112 update @leads { ip saddr } update @prompt { ip saddr }",
    "}",
    "chain output {",
    "    type filter hook output priority filter; policy accept;",
    `    udp sport ${advertPorts.from} udp dport ${advertPorts.late} ip daddr @late drop`,
    "}",
  ];
}
