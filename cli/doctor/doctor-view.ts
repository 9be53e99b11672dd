import type { Visited } from "../../components/preflight/collect";
import type { DhcpOffer } from "../../components/preflight/facts/lan";
import type { Fact } from "../../components/preflight/task";
import { answered, isLeader, type PeerAnswer } from "../../components/peers/ask-agents";

/** How an address answered a DNS question. */
export interface DnsAnswer {
  readonly address: string;
  readonly transport: "udp" | "tcp";
  readonly name: string;
  /** DNS's own number: 0 for an answer, 2 for a refusal to answer (SERVFAIL); undefined if nothing came. */
  readonly code: number | undefined;
  /** The number of records in the answer. */
  readonly answers: number;
}

/** VRRP adverts of one source, as a node's pod hears them. */
export interface Adverts {
  readonly source: string;
  readonly count: number;
  /** The longest time between two of them, in milliseconds. */
  readonly longestMs: number;
}

export interface HostCare {
  /** The Raspberry Pi's own flags of power and heat; undefined on another machine. */
  readonly throttled: number | undefined;
  /** The time of day at which the host may reboot by itself; undefined if it does not. */
  readonly rebootAt: string | undefined;
}

/** What one node sees beyond the preflight. */
export interface NodeSeen {
  /** None with `dhcp: pihole`: the preflight's facts have them. */
  readonly offers: Fact<readonly DhcpOffer[]>;
  readonly dns: Fact<readonly DnsAnswer[]>;
  readonly adverts: Fact<readonly Adverts[]>;
  readonly care: Fact<HostCare>;
}

export interface NodeView {
  readonly visited: Visited;
  readonly agent: PeerAnswer;
  /** Undefined if its host could not be asked. */
  readonly seen: NodeSeen | undefined;
}

/** All that the doctor's checks use. */
export interface DoctorView {
  readonly nodes: readonly NodeView[];
  /** What the VIP and the pods answer to this machine. */
  readonly fromHere: readonly DnsAnswer[];
}

export const nodeNameOf = ({ visited }: NodeView): string => visited.plan.node.name;

/** A node's agent says that its node leads. */
export const leads = ({ agent }: NodeView): boolean => isLeader(agent);

/** Whether any node is deployed and answers: before that, nothing of the cluster can be asked. */
export const isDeployed = ({ nodes }: DoctorView): boolean => nodes.some(({ agent }) => answered(agent));

/** A name whose signature is wrong on purpose: a resolver that validates does not answer it. */
export const bogusName = "dnssec-failed.org";
