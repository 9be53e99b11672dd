/**
 * What a right answer holds: one address alone; any address but 0.0.0.0; or nothing at all, where it is also right that
 * there is no such name.
 */
export type RightAnswer = string | "any address" | "any answer";

export interface DnsQuestion {
  readonly name: string;
  readonly address: RightAnswer;
}

/** The names that a client asks: some again and again, and endlessly many below one domain. */
export interface Asks {
  readonly cached: readonly DnsQuestion[];
  /** `name` is a domain, and the answer that of each name below it. */
  readonly below: DnsQuestion;
}

/** What a stream asks: names that come again and again, and names that were never asked before. */
export interface Questions {
  readonly cached: readonly DnsQuestion[];
  readonly distinct: (i: number) => DnsQuestion;
}

export interface Target {
  readonly address: string;
  readonly port: number;
  /** Queries per second. */
  readonly qps: number;
}

/** What the host tells the client's stream to do, as its only argument (JSON). */
export interface StreamOptions {
  readonly targets: readonly Target[];
  /** Tells this stream's distinct names from those of all others, so that nothing has cached them. A DNS label. */
  readonly run: string;
  /** The lab's own internet if nothing is said. */
  readonly asks?: Asks;
  /** The stream ends by itself after this long: nothing is left running when its owner is killed. */
  readonly maxSeconds: number;
}

/** Instead of a round trip time: no answer came in time, a wrong one did, or one that says it cannot be given. */
export const lostMark = -1;
export const wrongMark = -2;
export const refusedMark = -3;

/** One settled query: target's index, when it was sent (monotonic ms), the round trip in ms or a mark, 1 for a name that no cache had. */
export type StreamRow = readonly [target: number, sentAt: number, rtt: number, uncached: 0 | 1];

export interface Counts {
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
}

/** How far behind its own schedule the sender was: what is late here is not the cluster's fault. */
export interface Lateness {
  readonly maxMs: number;
  /** Sends that were more than 5 ms late. */
  readonly over5Ms: number;
  /** Times that the sender was so late that it gave up the missed slots. */
  readonly stalls: number;
  /** Number of sends by lateness: up to the bound (ms); the last one counts the rest. */
  readonly histogram: readonly (readonly [upToMs: number | null, sends: number])[];
}

/** Lines that the stream writes, as JSON. Times are monotonic milliseconds. */
export type StreamLine =
  | { readonly type: "start"; readonly at: number; readonly wallAtZeroMs: number }
  | {
      readonly type: "tick";
      readonly at: number;
      readonly counts: readonly Counts[];
      /** Age of the oldest query that is still open, in ms, for each target; 0 if there is none. */
      readonly oldestOpenMs: readonly number[];
      /** The same, of those for names that caches have. */
      readonly oldestCachedOpenMs: readonly number[];
      readonly rows: readonly StreamRow[];
    }
  | {
      /** A query that was lost at first was asked again, as a client's resolver does: the end of it. */
      readonly type: "retried";
      readonly target: number;
      readonly sentAt: number;
      readonly answered: boolean;
      readonly uncached: 0 | 1;
    }
  | {
      readonly type: "wrong";
      readonly at: number;
      readonly target: number;
      readonly name: string;
      readonly why: string;
    }
  | {
      readonly type: "end";
      readonly at: number;
      readonly lateness: Lateness;
      readonly cpuMs: number;
      /** Socket errors by code (an ICMP error shows so); the query concerned counts as lost. */
      readonly socketErrors: Readonly<Record<string, number>>;
    };

/** What the host tells the client's probe to look at, as its only argument (JSON). */
export interface ProbeOptions {
  readonly dns: readonly string[];
  /** URLs of the agents' /ready. */
  readonly ready: readonly string[];
  /** Both as in StreamOptions. */
  readonly run: string;
  readonly asks?: Asks;
}

/** An agent's answer to /ready; status 0 if there was none, and the body then says why. */
export interface Ready {
  readonly status: number;
  readonly body: string;
}

/** In the order of ProbeOptions: what is wrong with each address's DNS (empty: nothing), and each agent's answer. */
export interface ProbeReport {
  readonly dns: readonly (readonly string[])[];
  readonly ready: readonly Ready[];
}
