import { cachedNames } from "../images/internet/facts";
import { percentile } from "../checks/metrics";
import { leaderOf, type Session } from "../session";
import { names } from "../settings";
import { docker } from "../shell";
import { parseLatencies, parseRate } from "./dnsperf";
import { spread, type Spread } from "./statistics";

/** Rounds are short, and the two ways take turns in them, each time the other way round. */
export const throughputRounds = 6;
const fullSeconds = 5;
const pacedSeconds = 3;
/** Queries that are open at a time while as many as can be are asked. */
export const openQueries = 20;
/** Queries a second while the round trip is measured: far below what the node can, so that nothing queues. */
export const pacedRate = 2_000;

/** One way to the leader's DNS. */
export interface Way {
  readonly queriesPerSecond: Spread;
  /** Round trip at the paced rate, in ms. */
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** Queries of all rounds that got no answer, or another than NOERROR. */
  readonly unanswered: number;
}

export interface Throughput {
  readonly leader: string;
  readonly vip: Way;
  readonly direct: Way;
  /** Queries a second through the VIP by those at the leader's own address, round by round: both saw the same load. */
  readonly ratio: Spread;
}

interface Round {
  readonly queriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly unanswered: number;
}

/** Asks the leader for cached names, through the VIP and at its own address in turns. Throws if it cannot. */
export async function measureThroughput(session: Session): Promise<Throughput> {
  const { cluster, note, signal } = session;
  const leader = leaderOf(session);
  const rounds: { readonly vip: Round[]; readonly direct: Round[] } = { vip: [], direct: [] };
  for (let i = 0; i < throughputRounds; i++) {
    const order = i % 2 === 0 ? (["vip", "direct"] as const) : (["direct", "vip"] as const);
    for (const way of order) {
      signal.throwIfAborted();
      rounds[way].push(await round(names.client, way === "vip" ? cluster.vip : leader.pod));
    }
    note(
      `round ${i + 1}: ${perSecond(rounds.vip.at(-1)!)} through the VIP, ${perSecond(rounds.direct.at(-1)!)} direct`,
    );
  }
  const ratio = spread(rounds.vip.map((vip, i) => vip.queriesPerSecond / rounds.direct[i]!.queriesPerSecond));
  return { leader: leader.name, vip: sum(rounds.vip), direct: sum(rounds.direct), ratio };
}

async function round(client: string, address: string): Promise<Round> {
  const full = parseRate(await dnsperf(client, address, fullSeconds, ["-q", String(openQueries)]));
  const pacedText = await dnsperf(client, address, pacedSeconds, ["-Q", String(pacedRate), "-v"]);
  const paced = parseRate(pacedText);
  const latencies = parseLatencies(pacedText);
  return {
    queriesPerSecond: full.queriesPerSecond,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    unanswered: full.lost + full.bad + paced.lost + paced.bad,
  };
}

const queryFile = "/var/tmp/ha-dns-bench-queries";

async function dnsperf(
  client: string,
  address: string,
  seconds: number,
  how: readonly string[],
): Promise<string> {
  // A file: dnsperf reads its names again and again, and a pipe only once.
  const options = ["-d", queryFile, "-s", address, "-l", String(seconds), "-c", "8", "-t", "2", ...how];
  const script = `cat > ${queryFile} && exec dnsperf ${options.join(" ")}`;
  return docker(["exec", "-i", client, "sh", "-c", script], {
    stdin: cachedNames.map(({ name }) => `${name} A\n`).join(""),
    timeoutMs: (seconds + 20) * 1000,
  });
}

const sum = (rounds: readonly Round[]): Way => ({
  queriesPerSecond: spread(rounds.map(({ queriesPerSecond }) => queriesPerSecond)),
  p50Ms: spread(rounds.map(({ p50Ms }) => p50Ms)),
  p99Ms: spread(rounds.map(({ p99Ms }) => p99Ms)),
  unanswered: rounds.reduce((total, { unanswered }) => total + unanswered, 0),
});

const perSecond = ({ queriesPerSecond }: Round) => `${Math.round(queriesPerSecond)} queries/s`;
