import type { Outcome, QueryCounts } from "./query-counts";
import type { RecordedQueries } from "./recorded-queries";

const query = /^dnsmasq(?:\[\d+\])?: query\[([^\]]+)\] (\S+) from (\S+)$/;
const answer =
  /^dnsmasq(?:\[\d+\])?: (cached|forwarded|config|reply|\S*\/hosts\/\S+|\S+) .* (?:is|to) (\S+)$/;
/** FTL answers questions for its own name beside everything else, and does not count them. */
const ownName = "pi.hole";
const blockedAddresses = ["0.0.0.0", "::"];

interface QueryLogParts {
  readonly counts: Pick<QueryCounts, "asked" | "answered">;
  readonly recorded: Pick<RecordedQueries, "asked" | "answered">;
  /** Queries of this machine itself are not counted, as `dns.ignoreLocalhost` has it. */
  readonly ignoresLocalhost: () => boolean;
  /** Lines that are about no query. */
  readonly other: (line: string) => void;
}

/**
 * Counts and records what dnsmasq's log says of queries. What becomes of a query is said in the line that follows it, because
 * dnsmasq looks at one query at a time; replies of other servers come later, and are passed over.
 */
export class QueryLog {
  private rest = "";
  /** What becomes of the last query is still to come. */
  private open = false;

  constructor(private readonly parts: QueryLogParts) {}

  /** A piece of the log; lines may be cut anywhere. */
  take(piece: string): void {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop()!;
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    const asked = query.exec(line);
    if (asked) {
      const [, type = "", name = "", client = ""] = asked;
      this.open = name.toLowerCase() !== ownName && !(this.parts.ignoresLocalhost() && isLocal(client));
      if (!this.open) return;
      this.parts.counts.asked(type, client);
      this.parts.recorded.asked(type, name.toLowerCase(), client);
      return;
    }
    const said = answer.exec(line);
    if (!said) return this.parts.other(line);
    const outcome = this.open ? outcomeOf(said[1]!, said[2]!) : undefined;
    if (outcome === undefined) return;
    this.open = false;
    this.parts.counts.answered(outcome);
    this.parts.recorded.answered(outcome);
  }
}

const isLocal = (client: string): boolean => client.startsWith("127.") || client === "::1";

/** Undefined for another server's reply to an earlier query. */
function outcomeOf(source: string, value: string): Outcome | undefined {
  if (source === "reply" || source === "validation") return undefined;
  if (source === "forwarded") return "forwarded";
  return source.startsWith("/") && blockedAddresses.includes(value) ? "blocked" : "cached";
}
